//! Measures what a call costs that has no need of another process, and counts
//! its system calls.
//!
//! ```text
//! cargo bench -p benches --bench calls               # writes results/calls.json
//! cargo bench -p benches --bench calls -- --smoke    # shows that it works
//! cargo bench -p benches --bench calls -- spawn copy # only these, to be looked at
//! ... -- once copy/hand-8 3       # one case, three times, for strace or perf
//! ```

mod budget;
mod case;
mod copy;
mod count;
mod files;
mod measure;
mod reads;
mod spawn;
mod split;
mod tcp;
mod vectored;
mod wrapped;
mod writes;

use std::process::ExitCode;
use std::time::Duration;

use benches::run::{self, Result, Say, Spread};
use figures::{Figure, Row};

use case::{Case, Comparison};
use measure::Plan;

/// How far a figure's first case may differ from itself, in percent.
const TOLERANCE: f64 = 10.0;
/// How often a figure is measured at most, if it does.
const TIMES: usize = 3;

fn main() -> ExitCode {
    let arguments = run::arguments();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let result = match arguments[..] {
        ["once", name, times] => once(name, times),
        ["--smoke"] => smoke(),
        [] => compare_all(),
        _ => compare_some(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("calls: {error}");
            ExitCode::FAILURE
        }
    }
}

fn comparisons() -> Vec<Comparison> {
    [
        spawn::comparisons(),
        wrapped::comparisons(),
        split::comparisons(),
        budget::comparisons(),
        files::comparisons(),
        copy::comparisons(),
        vectored::comparisons(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn once(name: &str, times: &str) -> Result<()> {
    let times = times.parse().say(times)?;
    for comparison in comparisons() {
        for case in comparison.cases {
            if name == format!("{}/{}", comparison.id, case.id) {
                return (case.run)(times).say(name).map(drop);
            }
        }
    }
    Err(format!("there is no case {name:?}"))
}

/// Each case, and one as criterion and strace have it.
fn smoke() -> Result<()> {
    for comparison in comparisons() {
        for case in &comparison.cases {
            let name = format!("{}/{}", comparison.id, case.id);
            // As strace has it for comparison.
            (case.run)(0).say(&name)?;
            let time = (case.run)(3).say(&name)?;
            eprintln!("{name}: {time:?} for 3");
        }
    }
    let plan = Plan {
        rounds: 1,
        warm_up: Duration::from_millis(5),
        time: Duration::from_millis(20),
    };
    let mut comparison = split::comparisons().remove(0);
    comparison.cases.truncate(1);
    figure(&comparison, &plan, counting()).map(drop)
}

/// Enough of each for a median, and less than six minutes for all.
const PLAN: Plan = Plan {
    rounds: 3,
    warm_up: Duration::from_millis(100),
    time: Duration::from_millis(500),
};

fn compare_some(ids: &[&str]) -> Result<()> {
    let comparisons = comparisons();
    let known: Vec<_> = comparisons.iter().map(|it| it.id).collect();
    if let Some(id) = ids.iter().find(|id| !known.contains(id)) {
        return Err(format!(
            "{id:?} is none of --smoke, once NAME TIMES, {}",
            known.join(", ")
        ));
    }
    let counting = counting();
    for comparison in comparisons {
        if ids.contains(&comparison.id) {
            figure(&comparison, &PLAN, counting)?;
        }
    }
    Ok(())
}

fn compare_all() -> Result<()> {
    let counting = counting();
    let (mut figures, mut apart) = (Vec::new(), Vec::new());
    for comparison in comparisons() {
        let mut same = 0.0;
        let is_off = |same: f64| (same - 100.0).abs() > TOLERANCE;
        // What was measured while the machine did something else is no figure.
        for _ in 0..TIMES {
            let (figure, now) = figure(&comparison, &PLAN, counting)?;
            same = now;
            if !is_off(same) {
                figures.push(figure);
                break;
            }
        }
        if is_off(same) {
            apart.push(format!("{} {same:.1} %", comparison.id));
        }
    }
    if !apart.is_empty() {
        return Err(format!(
            "a first row takes another time when it is measured once more, by \
             more than {TOLERANCE} %: {}. The machine is too busy, and nothing \
             has been written",
            apart.join(", ")
        ));
    }
    let mut machine = run::machine()?;
    machine.push(("Criterion".into(), run::version("criterion")?));
    if let Some(system) = files::system() {
        machine.push(("File system".into(), system));
    }
    let path = run::write("calls", machine, figures)?;
    eprintln!("written: {}", path.display());
    Ok(())
}

fn counting() -> bool {
    let possible = count::possible();
    if let Err(error) = &possible {
        eprintln!("calls: NO SYSTEM CALLS ARE COUNTED: {error}");
    }
    possible.is_ok()
}

/// Also what the control takes in percent of what it has to be equal to.
fn figure(
    comparison: &Comparison,
    plan: &Plan,
    counting: bool,
) -> Result<(Figure, f64)> {
    let count = comparison.count.filter(|_| counting);
    let spreads = measure::measure(comparison, plan)?;
    let mut rows = Vec::new();
    for (at, spread) in spreads.iter().enumerate() {
        let control = at == comparison.cases.len();
        let case = &comparison.cases[if control { 0 } else { at }];
        let calls = match count {
            Some(count) => Some(count::count(comparison.id, case, count)?),
            None => None,
        };
        rows.push(row(comparison, case, control, spread, calls));
    }
    let same = 100.0 * spreads[spreads.len() - 1].median / spreads[0].median;
    let figure = Figure {
        id: comparison.id.into(),
        title: comparison.title.into(),
        unit: comparison.unit.name.into(),
        more_is_better: false,
        calls_for_each: count.map(|count| count.for_each.into()),
        rows,
    };
    println!("{}", run::show(&figure));
    Ok((figure, same))
}

fn row(
    comparison: &Comparison,
    case: &Case,
    control: bool,
    spread: &Spread,
    calls: Option<f64>,
) -> Row {
    let unit = comparison.unit.nanoseconds;
    let name = case.name;
    Row {
        name: if control {
            format!("{name}, once more, the control")
        } else {
            name.into()
        },
        median: spread.median / unit,
        low: spread.low / unit,
        high: spread.high / unit,
        calls,
    }
}
