//! The sections beside the performance table: summary, case status, activity, rates, front door, staffing.

use super::input::{
    Contacts, Earlier, Good, Indicator, Measurement, Part, PerformanceInput, Shares, Status, Workforce,
};
use super::{board, figures, linked, missing, says};
use crate::chart::{Bars, Chart, Stacked};
use crate::model::{Block, Cell, Column, Figure, Row, Table, Text};
use crate::number::Number;
use crate::words::{self, Unit};
use statistics::Word;

/// The section “Summary”: what changed by more than chance, and what to bear in mind.
pub(crate) fn summary(input: &PerformanceInput) -> Vec<Block> {
    let all = input.performance.iter().chain(&input.activity).chain(&input.rates).chain(&input.workforce_measures);
    vec![Block::heading(2, "Summary"), summary_list(input, &mut all.into_iter(), &input.case_status)]
}

/// What changed by more than chance among `indicators`, and what to bear in mind.
pub(crate) fn summary_list(
    input: &PerformanceInput,
    indicators: &mut dyn Iterator<Item = &Indicator>,
    case_status: &Part<Shares>,
) -> Block {
    let mut items: Vec<Text> = Vec::new();
    let judged: Vec<(&Indicator, Word)> = indicators
        .filter_map(|indicator| indicator.verdict.as_ref().map(|verdict| (indicator, verdict.word)))
        .collect();
    let run = says::run(judged.iter().map(|(indicator, _)| *indicator));
    for (word, heading) in [
        (Word::Worsening, "Worsening"),
        (Word::Improving, "Improving"),
        (Word::Rising, "Rising"),
        (Word::Falling, "Falling"),
    ] {
        let heading = format!("{heading} by more than chance over {run}");
        let found: Vec<_> = judged.iter().filter(|(_, w)| *w == word).map(|(indicator, _)| brief(indicator)).collect();
        if !found.is_empty() {
            items.push(Text::strong(format!("{heading}: ")).then(format!("{}.", found.join("; "))));
        }
    }
    let tested = judged.iter().filter(|(_, word)| !matches!(word, Word::NotTested | Word::TooFewPoints)).count();
    let quiet = judged.iter().filter(|(_, word)| *word == Word::NoSignificantChange).count();
    if quiet > 0 {
        let of = words::small_number(tested);
        items.push(Text::strong("No significant change: ").then(format!(
            "{} of the {of} measures that were tested for change over time.",
            words::small_number(quiet)
        )));
    }
    if tested == 0 {
        items.push("No measure could be tested for change over time.".into());
    }
    if let Part::Given(shares) = case_status {
        items.push(Text::strong("Open to the council: ").then(format!(
            "{} {} on {}{}.",
            plain(shares.total),
            shares.things,
            shares.when,
            if shares.status == Status::Complete { String::new() } else { format!(" ({})", shares.status.word()) }
        )));
    }
    let without = input.not_computed.len();
    if without > 0 {
        let (measures, reasons) =
            if without == 1 { ("measure has", "the reason is") } else { ("measures have", "the reasons are") };
        items.push(
            Text::strong("Not shown: ")
                .then(format!("{} {measures} no figure; ", words::small_number(without)))
                .then(format!("{reasons} under “Data quality”.")),
        );
    }
    Block::List(items)
}

/// `Children in care: reviews completed on time (98.7%)`; what it is limited to stands between.
fn brief(indicator: &Indicator) -> String {
    let scope = if indicator.scope.is_empty() { String::new() } else { format!(", {}", indicator.scope) };
    format!("{}{scope} ({})", indicator.title, says::value(&indicator.current, &indicator.unit, indicator.decimals))
}

/// The section “Case status”.
pub(crate) fn case_status(input: &PerformanceInput) -> Vec<Block> {
    let mut out = vec![Block::heading(2, "Case status")];
    match &input.case_status {
        Part::Missing(why) => out.push(missing("Open children by status", why)),
        Part::Given(shares) => {
            out.push(Block::paragraph("Each child who is open to the council is counted once, under the first status in this list that holds."));
            out.extend(shares_blocks(
                shares,
                "chart-case-status",
                "Status",
                &format!("Open children by highest status, {}", shares.when),
            ));
        }
    }
    out
}

/// The section “Nature of referrals”.
pub(crate) fn referral_need(input: &PerformanceInput) -> Vec<Block> {
    let mut out = vec![Block::heading(2, "Nature of referrals")];
    match &input.referral_need {
        Part::Missing(why) => out.push(missing("Referrals by primary need", why)),
        Part::Given(shares) => {
            out.extend(shares_blocks(
                shares,
                "chart-referral-need",
                "Primary need",
                &format!("Referrals by primary need, {}", shares.when),
            ));
        }
    }
    out
}

/// What stands in the place of a hidden figure.
const HIDDEN: &str = "c";

/// `12.5%`; what is hidden is not worked out.
fn share(count: Option<Number>, of: Option<Number>) -> String {
    let (Some(count), Some(of)) = (count, of) else { return HIDDEN.to_owned() };
    Number::ratio(count, of, 100).map_or_else(|| "n/a".to_owned(), |share| format!("{}%", share.text(1)))
}

fn plain(count: Option<Number>) -> String {
    count.map_or_else(|| HIDDEN.to_owned(), Number::plain)
}

/// Counts and shares as a chart with a sentence and a table, and the cautions that go with them.
pub(crate) fn shares_blocks(shares: &Shares, anchor: &str, part: &str, title: &str) -> Vec<Block> {
    if shares.total == Some(Number::ZERO) || shares.parts.is_empty() {
        return vec![missing(title, "nothing was counted")];
    }
    let mut out = Vec::new();
    if shares.status != Status::Complete {
        let why = if shares.reason.is_empty() { String::new() } else { format!(": {}", shares.reason) };
        out.push(Block::note(words::full_stop(&format!("these figures are {}{why}", shares.status.word()))));
    }
    let earlier = shares.earlier.as_ref().filter(|earlier| earlier.counts.len() == shares.parts.len());
    let (chart, description) = shares_chart(shares, earlier);
    out.push(Block::Figure(Box::new(Figure {
        anchor: anchor.to_owned(),
        title: title.to_owned(),
        description,
        sentence: shares_sentence(shares, earlier).into(),
        chart,
        table: shares_table(shares, earlier, part, title),
    })));
    if !shares.note.is_empty() {
        out.push(Block::paragraph(words::full_stop(&shares.note)));
    }
    out
}

fn shares_sentence(shares: &Shares, earlier: Option<&Earlier>) -> String {
    let mut largest: Vec<(&str, Number)> =
        shares.parts.iter().filter_map(|(label, count)| Some((label.as_str(), (*count)?))).collect();
    largest.retain(|(_, count)| *count > Number::ZERO);
    // A stable sort: parts of one size stay in their order.
    largest.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let named: Vec<_> = largest
        .iter()
        .take(3)
        .map(|(label, count)| format!("{label} {} ({})", share(Some(*count), shares.total), count.plain()))
        .collect();
    let mut sentence = match shares.total {
        Some(total) => format!("{} {} in all, {}.", total.plain(), shares.things, shares.when),
        None => format!("{}, {}; the total is hidden.", words::sentence(&shares.things), shares.when),
    };
    match &named[..] {
        [] => {}
        [one] => sentence.push_str(&format!(" The only part that is not hidden or none is {one}.")),
        some => sentence.push_str(&format!(" The largest parts are: {}.", words::list(some))),
    }
    if let (Some(earlier), Some(total)) = (earlier, shares.total)
        && let Some(before) = earlier.total
    {
        let change = words::change(total, before);
        sentence.push_str(&format!(" In all that is {change} on {} ({}).", earlier.when, before.plain()));
    }
    sentence
}

pub(crate) fn shares_table(shares: &Shares, earlier: Option<&Earlier>, part: &str, title: &str) -> Table {
    let mut columns =
        vec![Column::words(part), Column::numbers(words::sentence(&shares.things)), Column::numbers("Share")];
    if let Some(earlier) = earlier {
        columns.extend([Column::numbers(words::sentence(&earlier.when)), Column::numbers("Share then")]);
    }
    let mut rows: Vec<Row> = Vec::new();
    for (i, (label, count)) in shares.parts.iter().enumerate() {
        let mut cells: Vec<Cell> =
            vec![label.as_str().into(), plain(*count).into(), share(*count, shares.total).into()];
        if let Some(earlier) = earlier {
            cells.extend([plain(earlier.counts[i]).into(), share(earlier.counts[i], earlier.total).into()]);
        }
        rows.push(Row { cells, total: false });
    }
    let all = |total: Option<Number>| match total {
        _ if shares.multiple => String::new(),
        Some(Number::ZERO) => "n/a".to_owned(),
        _ => "100.0%".to_owned(),
    };
    let label = if shares.multiple { format!("All {}", shares.things) } else { "Total".to_owned() };
    let mut cells: Vec<Cell> = vec![label.into(), plain(shares.total).into(), all(shares.total).into()];
    if let Some(earlier) = earlier {
        cells.extend([plain(earlier.total).into(), all(earlier.total).into()]);
    }
    rows.push(Row { cells, total: true });
    Table { caption: title.to_owned(), columns, rows, notes: Vec::new() }
}

fn shares_chart(shares: &Shares, earlier: Option<&Earlier>) -> (Chart, String) {
    let whole = shares.parts.iter().all(|(_, count)| count.is_some());
    match earlier {
        // More than eight patterns can't be told apart, and a part that is hidden would show as the rest of the bar.
        Some(earlier)
            if shares.parts.len() <= 8 && whole && !shares.multiple && earlier.counts.iter().all(Option::is_some) =>
        {
            let values = |counts: &mut dyn Iterator<Item = Option<Number>>| {
                counts.map(|count| count.map_or(0.0, Number::as_f64)).collect::<Vec<_>>()
            };
            let bars = vec![
                (words::sentence(&earlier.when), values(&mut earlier.counts.iter().copied())),
                (words::sentence(&shares.when), values(&mut shares.parts.iter().map(|(_, count)| *count))),
            ];
            let categories = shares.parts.iter().map(|(label, _)| label.clone()).collect();
            let description = format!("Two bars divided into shares of 100%, {} and {}.", earlier.when, shares.when);
            (Chart::Stacked(Stacked { categories, bars }), description)
        }
        _ => {
            let bars: Vec<_> = shares
                .parts
                .iter()
                .filter_map(|(label, count)| Some((label, (*count)?)))
                .map(|(label, count)| {
                    let shown = match shares.total {
                        Some(_) => format!("{} ({})", count.plain(), share(Some(count), shares.total)),
                        None => count.plain(),
                    };
                    (label.clone(), count.as_f64(), shown)
                })
                .collect();
            let hidden = shares.parts.len() - bars.len();
            let hidden = if hidden == 0 { String::new() } else { format!(" {hidden} more are hidden.") };
            let description =
                format!("Bar chart of {}, a bar for each of {} parts.{hidden}", shares.things, bars.len());
            (Chart::Bars(Bars { bars }), description)
        }
    }
}

/// The section “Activity over time”.
pub(crate) fn activity(input: &PerformanceInput) -> Vec<Block> {
    let mut out = vec![Block::heading(2, "Activity over time")];
    if input.activity.is_empty() {
        out.push(missing("Activity over time", "no measure of activity was given"));
        return out;
    }
    for indicator in &input.activity {
        out.push(figures::over_time(input, indicator, "activity").unwrap_or_else(|| {
            let why = words::sentence(&says::now(input, indicator));
            Block::paragraph(
                Text::strong(format!("{}: ", indicator.title)).then(format!("{why} Too few months for a chart.")),
            )
        }));
        let published = board::published(input, indicator);
        if !published.is_empty() {
            out.push(Block::paragraph(published));
        }
    }
    out
}

/// The section “Rates per 10,000 children”.
pub(crate) fn rates(input: &PerformanceInput) -> Vec<Block> {
    let mut out = vec![Block::heading(2, "Rates per 10,000 children")];
    if input.rates.is_empty() {
        out.push(missing("Rates", "no rate was given"));
        return out;
    }
    out.push(Block::Table(rates_table(input, &input.rates)));
    out.extend(input.rates.iter().filter_map(|indicator| figures::over_time(input, indicator, "rate")));
    out
}

/// The table of `rates` beside neighbours, region and England.
pub(crate) fn rates_table(input: &PerformanceInput, rates: &[Indicator]) -> Table {
    let region = words::sentence(&super::input::Who::Region.words(&input.region));
    let rows = rates.iter().map(|indicator| {
        let mut current = says::current(input, indicator);
        if let Some(value) = indicator.current.value.filter(|_| indicator.also_whole) {
            current = current.beneath(format!("{} as a whole number", value.text(0)));
        }
        if let Some(count) = indicator.current.numerator.filter(|_| indicator.current.value.is_some()) {
            let said = words::counted(count, &indicator.counts, &words::many(&indicator.counts));
            current = current.beneath(said.trim_end());
        }
        Row {
            cells: vec![
                linked(input, &indicator.id, &indicator.title).into(),
                current,
                board::neighbours(indicator),
                board::compared(indicator, super::input::Who::Region),
                board::compared(indicator, super::input::Who::England),
            ],
            total: false,
        }
    });
    let mut notes: Vec<Text> = Vec::new();
    for indicator in rates.iter().filter(|indicator| !indicator.population.is_empty()) {
        let note: Text = words::full_stop(&format!("Population: {}", indicator.population)).into();
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes.extend(board::comparison_notes(input, rates));
    Table {
        caption: format!("Rates per 10,000 children aged 0 to 17, end of {}", words::month(input.month)),
        columns: vec![
            Column::words("Rate"),
            Column::numbers(says::month(input)),
            Column::numbers("Statistical neighbours"),
            Column::numbers(region),
            Column::numbers("England"),
        ],
        rows: rows.collect(),
        notes,
    }
}

/// The section “Contacts”.
pub(crate) fn contacts(input: &PerformanceInput) -> Vec<Block> {
    let said = match &input.contacts {
        Part::Missing(why) => missing("Contacts", why),
        Part::Given(contacts) => Block::paragraph(came_in(input, contacts, "contacts")),
    };
    vec![Block::heading(2, "Contacts"), said]
}

/// What came in, in sentences: the month, the calendar year to date, the same days of the year before. `noun` says what
/// is counted, many: `contacts`.
pub(crate) fn came_in(input: &PerformanceInput, contacts: &Contacts, noun: &str) -> String {
    let month = words::month(input.month);
    let year = input.month.first().year();
    let mut said: Vec<String> = Vec::new();
    match contacts.month.value {
        Some(count) => {
            let weekly = contacts.month_per_week.value.map(|week| format!(", {} a week", week.text(0)));
            // A referral is decided, not received.
            let came = match noun {
                "contacts" => "the front door received",
                _ if count == Number::whole(1) => "there was",
                _ => "there were",
            };
            said.push(format!(
                "In {month} {came} {}{}{}.",
                words::counted(count, &words::one(noun), noun),
                weekly.unwrap_or_default(),
                remark(input, &contacts.month)
            ));
        }
        None => said.push(no_figure(&month, &contacts.month)),
    }
    let last = input.data_date.map_or(input.month.last(), |data_date| data_date.min(input.month.last()));
    let (start, end) = ("1 January", words::date(last));
    match contacts.year_to_date.value {
        Some(count) => {
            let weekly = contacts.year_to_date_per_week.value;
            let weekly = weekly.map(|week| format!(", {} a week on average", week.text(0))).unwrap_or_default();
            said.push(format!(
                "From {start} to {end} there were {} in total{weekly}{}.",
                count.plain(),
                remark(input, &contacts.year_to_date)
            ));
            said.push(match contacts.previous.value {
                Some(before) => {
                    let weekly = contacts.previous_per_week.value;
                    let weekly = weekly.map(|week| format!(", {} a week", week.text(0))).unwrap_or_default();
                    let change = match words::change(count, before).as_str() {
                        "unchanged" => "there is no change".to_owned(),
                        change => format!("{noun} are {change}"),
                    };
                    format!(
                        "On the same days of {} there were {}{weekly}{}: {change}.",
                        year - 1,
                        before.plain(),
                        remark(input, &contacts.previous)
                    )
                }
                None => no_figure(&format!("the same days of {}", year - 1), &contacts.previous),
            });
        }
        None => said.push(no_figure(&format!("{start} to {end}"), &contacts.year_to_date)),
    }
    said.join(" ")
}

/// `, partial (history from 2017-08)`; empty where nothing need be said.
fn remark(input: &PerformanceInput, measurement: &Measurement) -> String {
    let caution = says::caution_now(input, measurement);
    if caution.is_empty() { caution } else { format!(", {caution}") }
}

fn no_figure(when: &str, measurement: &Measurement) -> String {
    let why = if measurement.reason.is_empty() { String::new() } else { format!(", {}", measurement.reason) };
    words::full_stop(&format!("There is no figure for {when}: {}{why}", says::value(measurement, &Unit::Bare, 0)))
}

/// The section “Staffing”.
pub(crate) fn workforce(input: &PerformanceInput) -> Vec<Block> {
    let mut out = vec![Block::heading(2, "Staffing")];
    match &input.workforce {
        Part::Missing(why) => out.push(missing("The staffing table", why)),
        Part::Given(workforce) => out.push(Block::Table(staffing(workforce))),
    }
    if !input.workforce_measures.is_empty() {
        let caption = format!("Social workers: rates, caseload and absence, end of {}", words::month(input.month));
        out.push(Block::Table(measures(input, &input.workforce_measures, &caption)));
        out.extend(
            input.workforce_measures.iter().filter_map(|indicator| figures::over_time(input, indicator, "workforce")),
        );
    }
    out
}

/// Measures beside neighbours, region and England.
pub(crate) fn measures(input: &PerformanceInput, rows: &[Indicator], caption: &str) -> Table {
    let shown = rows.iter().map(|indicator| {
        let good = match indicator.good {
            Good::High => "higher is better",
            Good::Low => "lower is better",
            Good::Neither => "",
        };
        Row {
            cells: vec![
                Cell::from(linked(input, &indicator.id, &indicator.title)).beneath(indicator.scope.clone()),
                workforce_value(input, indicator),
                board::neighbours(indicator),
                board::compared(indicator, super::input::Who::Region),
                board::compared(indicator, super::input::Who::England),
                good.into(),
            ],
            total: false,
        }
    });
    let region = words::sentence(&super::input::Who::Region.words(&input.region));
    Table {
        caption: caption.to_owned(),
        columns: vec![
            Column::words("Measure"),
            Column::numbers(says::month(input)),
            Column::numbers("Statistical neighbours"),
            Column::numbers(region),
            Column::numbers("England"),
            Column::words("Direction"),
        ],
        rows: shown.collect(),
        notes: board::comparison_notes(input, rows),
    }
}

fn workforce_value(input: &PerformanceInput, indicator: &Indicator) -> Cell {
    let mut cell = says::current(input, indicator);
    if let (Unit::Things(things), Some(_)) = (&indicator.unit, indicator.current.value) {
        cell.beneath.insert(0, things.clone());
    }
    cell
}

/// The staffing table.
pub(crate) fn staffing(workforce: &Workforce) -> Table {
    let mut columns = vec![Column::words("Service")];
    columns.extend(workforce.columns.iter().map(|column| Column::numbers(column.title.clone())));
    let mut rows: Vec<Row> = workforce
        .services
        .iter()
        .enumerate()
        .map(|(i, service)| {
            let mut cells: Vec<Cell> = vec![service.as_str().into()];
            cells.extend(workforce.columns.iter().map(|column| {
                let number = column.by_service.get(i).cloned().unwrap_or_default();
                Cell::from(number.value.map_or_else(|| says::value(&number, &Unit::Bare, 0), Number::plain))
            }));
            Row { cells, total: false }
        })
        .collect();
    let mut cells: Vec<Cell> = vec!["Total".into()];
    cells.extend(workforce.columns.iter().map(|column| {
        let text = column.total.value.map_or_else(|| says::value(&column.total, &Unit::Bare, 0), Number::plain);
        Cell::from(text).beneath(says::caution(&column.total))
    }));
    rows.push(Row { cells, total: true });
    let mut notes: Vec<Text> = vec!["FTE: full-time equivalent.".into()];
    notes.extend(workforce.notes.iter().map(|note| words::full_stop(note).into()));
    Table { caption: format!("Social workers by service, {}", workforce.when), columns, rows, notes }
}
