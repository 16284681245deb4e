//! `changes` and `reconcile`: why a number is not what it was, and not what another system says.

use crate::cli::{Changes, Cli, Reconcile};
use crate::say::Voice;
use crate::sheet::Print;
use council::changes::{How, iso};
use council::folder::open;
use council::{Failure, Measuring, Result, lists};
use measure::Number;

/// `derwent changes`
pub fn changes(cli: &Cli, args: &Changes, voice: &Voice) -> Result {
    if args.from >= args.to {
        return Err(Failure::new(format!("--from {} is not before --to {}", args.from, args.to)));
    }
    voice.doing("comparing");
    let store = open(&cli.data)?;
    let before = Measuring::over(store.clone(), Some(args.from), false)?;
    let after = Measuring::over(store, Some(args.to), false)?;
    let changes = council::changes::changes(&before, &after, &args.indicator, &args.period, iso)?;
    voice.done();
    lists::changes(&changes).write(&args.output)?;
    let number = |number: &Option<Number>| {
        let value = number.as_ref().and_then(|n| n.value).map_or("no number".to_owned(), |value| value.rounded(1));
        format!("{value} ({})", number.as_ref().map_or("", |n| n.status.word()))
    };
    voice.say(&format!(
        "{} {}: {} as at {}, {} as at {}; {} gained, {} lost, {} changed",
        args.indicator,
        args.period,
        number(&changes.before),
        args.from,
        number(&changes.after),
        args.to,
        changes.count(How::Gained),
        changes.count(How::Lost),
        changes.count(How::Changed)
    ));
    Ok(())
}

/// `derwent reconcile`
pub fn reconcile(cli: &Cli, args: &Reconcile, voice: &Voice) -> Result {
    voice.doing("comparing");
    let measuring = Measuring::over(open(&cli.data)?, None, false)?;
    let path = args.with.display();
    let list = std::fs::read(&args.with).map_err(|error| Failure::new(format!("{path} can't be read: {error}")))?;
    let theirs = council::changes::ids(&list).map_err(|failure| Failure::new(format!("{path}: {failure}")))?;
    let reconciled = council::changes::reconcile(&measuring.engine, &args.indicator, &args.period, &theirs, iso)?;
    voice.done();
    lists::reconciled(&reconciled).write(&args.output)?;
    voice.say(&format!(
        "{} on both lists, {} ours only, {} theirs only",
        reconciled.both,
        reconciled.ours_only.len(),
        reconciled.theirs_only.len()
    ));
    Ok(())
}
