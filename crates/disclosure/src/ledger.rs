//! The ledger: what a paper shows, and how its figures hang together.

use crate::decision::{Audience, Decision};
use crate::figure::{Amount, FTE, Figure, FigureId, Rule, Standing};
use crate::protect;
use crate::system::{Constraint, Display, FAR, System};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

/// A percentage, rate or statement of a [`Ledger`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DisplayId(pub(crate) usize);

/// A sum of figures, each times a whole number, and a constant.
///
/// ```
/// # use disclosure::{Figure, Form, Ledger};
/// # let mut ledger = Ledger::new();
/// # let this = ledger.figure("this", Figure::count(7)).unwrap();
/// # let last = ledger.figure("last", Figure::count(9)).unwrap();
/// let change = Form::of(this).and(-1, last);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    pub(crate) terms: Vec<(FigureId, i64)>,
    pub(crate) constant: i64,
}

impl Form {
    /// One figure.
    pub fn of(figure: FigureId) -> Form {
        Form { terms: vec![(figure, 1)], constant: 0 }
    }

    /// The sum of several.
    pub fn sum(figures: &[FigureId]) -> Form {
        Form { terms: figures.iter().map(|figure| (*figure, 1)).collect(), constant: 0 }
    }

    /// A whole number that anyone knows: the days of a month, the points of a mean.
    pub fn constant(n: i64) -> Form {
        Form { terms: Vec::new(), constant: n }
    }

    /// The same and so many times a figure.
    pub fn and(mut self, times: i64, figure: FigureId) -> Form {
        self.terms.push((figure, times));
        self
    }

    /// The same and a whole number.
    pub fn plus(mut self, n: i64) -> Form {
        self.constant += n;
        self
    }
}

/// What is printed of two forms: `times` × `numerator` ÷ `denominator`, rounded half up (away from 0) to `decimals`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ratio {
    /// What is divided.
    pub numerator: Form,
    /// What it is divided by. 0 prints as not applicable.
    pub denominator: Form,
    /// 100 for percentages, 10,000 for rates per 10,000, 1 for means.
    pub times: i64,
    /// Decimals shown, at most six.
    pub decimals: u8,
}

/// What is wrong with a ledger, named by the keys of its figures and never by their amounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// One key was given two amounts, or two rules that each hide something.
    TwoFigures(String),
    /// A figure that cannot be negative is.
    Negative(String),
    /// A figure is larger than any number of children or FTE, or a form has more than a thousand terms or
    /// multipliers beyond a million million.
    TooLarge(String),
    /// A relation does not hold between the figures that it names.
    DoesNotHold(Vec<String>),
    /// A ratio has a negative denominator, more than six decimals, or numbers too large for it.
    NoRatio(Vec<String>),
    /// The figure can be worked out, whatever is hidden, from what is published already.
    Exposed(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::TwoFigures(key) => {
                write!(f, "‘{key}’ stands in the paper with two amounts or rules; take both from one number")
            }
            Fault::Negative(key) => write!(f, "‘{key}’ is negative; declare it as a change"),
            Fault::TooLarge(key) => write!(f, "‘{key}’ is larger than any number of children or staff; check it"),
            Fault::DoesNotHold(keys) => {
                write!(f, "the sum or difference of these does not come out: {}", keys.join(", "))
            }
            Fault::NoRatio(keys) => {
                write!(f, "no percentage, rate or mean can be made of these: {}", keys.join(", "))
            }
            Fault::Exposed(key) => write!(
                f,
                "‘{key}’ must be hidden but can be worked out from what is published already, whatever else is \
                 hidden; leave out the table that it stands in"
            ),
        }
    }
}

impl Error for Fault {}

/// The figures of a paper and all that ties them together: filled while its tables, charts and sentences are made,
/// then asked once, by [`Ledger::decide`], what may be shown.
///
/// A figure that stands in several places is one figure: give it the same key. Whatever prints a number or a word
/// that depends on figures must be here, as a figure, a ratio or a statement; what the ledger isn't told it can't
/// guard.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    keys: BTreeMap<String, FigureId>,
    names: Vec<String>,
    figures: Vec<Figure>,
    relations: Vec<Form>,
    displays: Vec<Shape>,
}

/// What a display is made of.
#[derive(Debug, Clone)]
enum Shape {
    Ratio(Ratio, Option<FigureId>),
    Statement(Vec<FigureId>),
}

impl Ledger {
    /// An empty ledger.
    pub fn new() -> Ledger {
        Ledger::default()
    }

    /// Enters a figure under a key that says what it is, such as `cp-visits-on-time 2023-07 team:T04 numerator`. A
    /// key that is there already gives the figure it had: printed if either is, of the higher rank of the two, under
    /// whichever rule hides something.
    ///
    /// # Errors
    /// [`Fault::TwoFigures`] when the key had another amount, or another rule that hides; [`Fault::Negative`].
    pub fn figure(&mut self, key: impl Into<String>, figure: Figure) -> Result<FigureId, Fault> {
        let key = key.into();
        if figure.amount.raw() < 0 && !figure.signed {
            return Err(Fault::Negative(key));
        }
        if figure.amount.raw().unsigned_abs() >= FAR.unsigned_abs() {
            return Err(Fault::TooLarge(key));
        }
        let Some(&id) = self.keys.get(&key) else {
            let id = FigureId(self.figures.len());
            self.figures.push(figure);
            self.names.push(key.clone());
            self.keys.insert(key, id);
            return Ok(id);
        };
        let had = &mut self.figures[id.0];
        let rule = match (had.rule, figure.rule) {
            (rule, Rule::Open) | (Rule::Open, rule) => Some(rule),
            (one, other) => (one == other).then_some(one),
        };
        match rule {
            Some(rule) if had.amount == figure.amount && had.signed == figure.signed => {
                had.rule = rule;
                had.rank = had.rank.max(figure.rank);
                had.standing = match (had.standing, figure.standing) {
                    (Standing::Published, _) | (_, Standing::Published) => Standing::Published,
                    (Standing::Printed, _) | (_, Standing::Printed) => Standing::Printed,
                    _ => Standing::Unprinted,
                };
                Ok(id)
            }
            _ => Err(Fault::TwoFigures(key)),
        }
    }

    /// The figure of a key, if it was entered.
    pub fn find(&self, key: &str) -> Option<FigureId> {
        self.keys.get(key).copied()
    }

    /// The key of a figure.
    pub fn name(&self, id: FigureId) -> &str {
        &self.names[id.0]
    }

    /// How many figures there are.
    pub fn len(&self) -> usize {
        self.figures.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.figures.is_empty()
    }

    /// Says that a form is 0, and that anyone may know.
    ///
    /// # Errors
    /// [`Fault::DoesNotHold`] when it isn't; [`Fault::TooLarge`].
    pub fn relation(&mut self, form: Form) -> Result<(), Fault> {
        let whole = self.compiled(&form, self.has_fte(&form));
        if !whole.is_gentle() {
            return Err(Fault::TooLarge(self.names_of(&form).join(" and ")));
        }
        if whole.sum(|i| self.figures[i].amount.raw()) != 0 {
            return Err(Fault::DoesNotHold(self.names_of(&form)));
        }
        self.relations.push(form);
        Ok(())
    }

    /// Says that `total` is the sum of `parts`: a row, a column, months pooled, a year to date.
    ///
    /// # Errors
    /// [`Fault::DoesNotHold`] when it isn't.
    pub fn total(&mut self, total: FigureId, parts: &[FigureId]) -> Result<(), Fault> {
        self.relation(Form::sum(parts).and(-1, total))
    }

    /// Says that `change` is `this` less `before`.
    ///
    /// # Errors
    /// [`Fault::DoesNotHold`] when it isn't.
    pub fn difference(&mut self, change: FigureId, this: FigureId, before: FigureId) -> Result<(), Fault> {
        self.relation(Form::of(this).and(-1, before).and(-1, change))
    }

    /// Says that two figures under different keys are always the same.
    ///
    /// # Errors
    /// [`Fault::DoesNotHold`] when they are not.
    pub fn same(&mut self, one: FigureId, other: FigureId) -> Result<(), Fault> {
        self.relation(Form::of(one).and(-1, other))
    }

    /// Enters the percentage that `part` is of `whole`. What is left over (the visits missed, the other categories)
    /// is entered with it under the part's own rule: 95 of 98 tells of 3.
    ///
    /// # Errors
    /// [`Fault::DoesNotHold`] when the part is more than the whole; [`Fault::NoRatio`].
    pub fn proportion(&mut self, part: FigureId, whole: FigureId, decimals: u8) -> Result<DisplayId, Fault> {
        let (of, all) = (self.figures[part.0], self.figures[whole.0]);
        let left = all.amount.raw() - of.amount.raw();
        let amount = match (of.amount, all.amount) {
            (Amount::Count(_), Amount::Count(_)) => Amount::Count(left),
            (Amount::Fte(_), Amount::Fte(_)) => Amount::Fte(left),
            _ => return Err(Fault::NoRatio(vec![self.name(part).to_owned(), self.name(whole).to_owned()])),
        };
        if left < 0 {
            return Err(Fault::DoesNotHold(vec![self.name(part).to_owned(), self.name(whole).to_owned()]));
        }
        let rule = if matches!(of.rule, Rule::Staff { .. }) { Rule::Open } else { of.rule };
        let key = format!("{} less {}", self.name(whole), self.name(part));
        let rest = self.figure(key, Figure { amount, rule, standing: Standing::Unprinted, ..Figure::count(0) })?;
        self.total(whole, &[part, rest])?;
        let ratio =
            Ratio { numerator: Form::of(part), denominator: Form::of(whole), times: 100, decimals: decimals.min(6) };
        self.shape(ratio, Some(rest))
    }

    /// Enters what is printed of two forms: a rate, a mean, a percentage change.
    ///
    /// # Errors
    /// [`Fault::NoRatio`].
    pub fn ratio(&mut self, ratio: Ratio) -> Result<DisplayId, Fault> {
        self.shape(ratio, None)
    }

    fn shape(&mut self, ratio: Ratio, rest: Option<FigureId>) -> Result<DisplayId, Fault> {
        if self.clues(&ratio).is_none() {
            let mut names = self.names_of(&ratio.numerator);
            names.extend(self.names_of(&ratio.denominator));
            return Err(Fault::NoRatio(names));
        }
        self.displays.push(Shape::Ratio(ratio, rest));
        Ok(DisplayId(self.displays.len() - 1))
    }

    /// Enters something else that is worked out from figures, by more than a division: the limits of a chart from
    /// its baseline, a verdict, a sentence that says “rose”, the height of a bar. It prints where all its figures do,
    /// and then tells nothing that they don't. Unprinted figures don't stand in its way where nothing hidden can be
    /// reached from them.
    pub fn statement(&mut self, figures: &[FigureId]) -> DisplayId {
        self.displays.push(Shape::Statement(figures.to_vec()));
        DisplayId(self.displays.len() - 1)
    }

    /// Decides what `audience` may see.
    ///
    /// # Errors
    /// [`Fault::Exposed`] when a figure cannot be protected, since what gives it away is published already.
    pub fn decide(&self, audience: Audience) -> Result<Decision, Fault> {
        let system = self.system();
        match audience {
            Audience::Internal => Ok(protect::everything(&system)),
            Audience::Public => protect::decide(&system).map_err(|figure| Fault::Exposed(self.names[figure].clone())),
        }
    }

    fn names_of(&self, form: &Form) -> Vec<String> {
        form.terms.iter().map(|(id, _)| self.name(*id).to_owned()).collect()
    }

    fn has_fte(&self, form: &Form) -> bool {
        form.terms.iter().any(|(id, _)| matches!(self.figures[id.0].amount, Amount::Fte(_)))
    }

    /// The form over raw amounts; with `fte`, counts and constants are put into ten-thousandths too.
    fn compiled(&self, form: &Form, fte: bool) -> Constraint {
        let unit = |amount| if fte && matches!(amount, Amount::Count(_)) { i128::from(FTE) } else { 1 };
        let mut terms: BTreeMap<usize, i128> = BTreeMap::new();
        for (id, times) in &form.terms {
            *terms.entry(id.0).or_default() += i128::from(*times) * unit(self.figures[id.0].amount);
        }
        Constraint::new(terms, i128::from(form.constant) * unit(Amount::Count(0)))
    }

    /// What the ratio's printed form tells, as limits on sums of figures; `None` where it can't be printed.
    fn clues(&self, ratio: &Ratio) -> Option<Vec<Constraint>> {
        let fte = self.has_fte(&ratio.numerator) || self.has_fte(&ratio.denominator);
        let (n, d) = (self.compiled(&ratio.numerator, fte), self.compiled(&ratio.denominator, fte));
        let raw = |i: usize| self.figures[i].amount.raw();
        if ratio.decimals > 6 || ratio.times < 1 {
            return None;
        }
        match d.sum(raw) {
            0 => Some(vec![d.exactly(0)]),
            whole if whole > 0 => {
                // P is printed when 2P − 1 ≤ 2sN ÷ D < 2P + 1, halves away from 0.
                let twice = 2_i128.checked_mul(i128::from(ratio.times) * 10_i128.pow(ratio.decimals.into()))?;
                let n = n.times(twice)?;
                let sum = n.sum(raw);
                let printed = sum.signum() * ((sum.abs() + whole) / (2 * whole));
                let below = n.plus(-(2 * printed - 1), &d)?;
                let above = n.times(-1)?.plus(2 * printed + 1, &d)?;
                Some(vec![
                    below.at_least(i128::from(printed <= 0)),
                    above.at_least(i128::from(printed >= 0)),
                    d.at_least(1),
                ])
            }
            _ => None,
        }
    }

    fn system(&self) -> System {
        let mut constraints: Vec<Constraint> =
            self.relations.iter().map(|form| self.compiled(form, self.has_fte(form)).exactly(0)).collect();
        let mut displays = Vec::new();
        for (at, shape) in self.displays.iter().enumerate() {
            displays.push(match shape {
                Shape::Ratio(ratio, rest) => {
                    let clues = self.clues(ratio).unwrap_or_default();
                    constraints.extend(clues.into_iter().map(|clue| clue.told_by(at)));
                    let terms = ratio.numerator.terms.iter().chain(&ratio.denominator.terms);
                    Display {
                        figures: terms.map(|(id, _)| id.0).collect(),
                        rest: rest.map(|id| id.0),
                        statement: false,
                    }
                }
                Shape::Statement(figures) => {
                    Display { figures: figures.iter().map(|id| id.0).collect(), rest: None, statement: true }
                }
            });
        }
        System::new(self.figures.clone(), constraints, displays)
    }
}
