//! What a paper's readers may see: small numbers hidden, and whatever would give them away.
//!
//! It stands between numbers and the document. While a paper is made, each of its figures goes into a [`Ledger`]
//! with the rule that it falls under, and so does all that ties figures together: totals, months pooled, what is left
//! over, changes, percentages as they are printed, and whatever else is made of figures. [`Ledger::decide`] then says
//! of each whether it shows. Pure functions: no input or output, no clock, no chance; the same ledger gives the same
//! decision.
//!
//! ```
//! use disclosure::{Audience, Figure, Ledger, Rank, Reason, Rule};
//!
//! let small = |n| Figure::count(n).rule(Rule::SmallCount);
//! let mut ledger = Ledger::new();
//! let all = ledger.figure("plans", small(60).rank(Rank::Total))?;
//! let parts = [("girls", 31), ("boys", 26), ("not stated", 3)]
//!     .map(|(sex, n)| ledger.figure(format!("plans sex:{sex}"), small(n)).unwrap());
//! ledger.total(all, &parts)?;
//! let share = ledger.proportion(parts[2], all, 1)?;
//!
//! let decision = ledger.decide(Audience::Public)?;
//! assert_eq!(decision.figure(parts[2]).reason(), Some(Reason::SmallCount));
//! // 60 less 31 less 26 would give it away, so the next smallest goes too.
//! assert_eq!(decision.figure(parts[1]).reason(), Some(Reason::Protects));
//! assert_eq!(decision.figure(all).text(|| "60".to_owned()), "60");
//! assert_eq!(decision.display(share).text(|| "5.0%".to_owned()), "c");
//! # Ok::<(), disclosure::Fault>(())
//! ```
//!
//! # What is hidden on its own account
//!
//! - **Counts of 1 to 5** by characteristic, team, place or reason, and small stocks ([`Rule::SmallCount`]): as DfE
//!   does in *Characteristics of children in need*. Percentages and rates with such a count above or below the line or
//!   left over, and sentences about it, go with it. 0 prints: DfE's symbols keep the plain 0 for a true zero, and it is
//!   about no child. That a category has all, 100.0%, prints too.
//! - **Timeliness of the whole authority**, and how many of its plans and referrals are repeats, say how the council
//!   works, not who a child is. They print, small differences and all, where they are out of ten or more
//!   ([`Rule::Timeliness`]).
//! - **Staff**: maternity and sickness of a service where fewer than six people are behind it ([`Rule::Staff`]).
//!   Agency FTE prints.
//!
//! # What is hidden to protect it
//!
//! A hidden figure is safe when other *worlds* can be shown: whole numbers for all that is hidden which agree with
//! all that is printed, every relation and every rounded percentage, and where the figure has another value. The
//! attacker is given the whole paper, every relation, these rules and this program's documentation. Two of them are
//! kept off:
//!
//! - **The reader** sees `c` and can't tell what was hidden on its own account. For each small count every value
//!   from 1 to 5 must remain possible: the paper says no more of it than its `c` says. It must remain possible
//!   that a timeliness is off by 3 or more, a staff figure by a fifth of an FTE or more.
//! - **The one who knows more** has been told which figures were hidden on their own account, so that those are 1 to
//!   5 and the other small-count figures are not, and which are 0. No hidden figure may come out for this one: each
//!   has another value in some world. Only where that can't be had with all hidden that can be (five teams with one
//!   child each, their total 5) it is given up; a reader still can't tell.
//!
//! Worlds are looked for by repair: one figure is moved, then others, until all relations hold again. A world that is
//! found is proof; where none is found within a set effort the figure counts as exposed and more is hidden. So the
//! search can err only towards hiding. What to hide next: whatever alone makes the figure safe, cheapest first:
//! changes, then parts, the smallest first, then totals, zeros, and last the headline figures; percentages are
//! withheld before figures of their rank. In the end each is tried again, the dearest first, and shown if nothing
//! needs it after all.
//!
//! # What this can't do
//!
//! The least possible is not always hidden: that is a hard problem, and a steady answer in milliseconds was preferred.
//! Earlier papers are not known here unless their figures are entered as [`Figure::published`]. Who replays the
//! program on every possible world could at times rule some out, since what is hidden depends on what is there.

mod decision;
mod figure;
mod ledger;
mod protect;
mod system;
mod worlds;

pub use decision::{Audience, Decision, MARK, Outcome, Reason};
pub use figure::{Amount, FTE, Figure, FigureId, LEAST_BASE, LEAST_STAFF, Rank, Rule, SMALL};
pub use ledger::{DisplayId, Fault, Form, Ledger, Ratio};
