//! Measures with criterion, and reads what it has written.

use std::fs;
use std::path::Path;
use std::process::exit;
use std::time::{Duration, Instant};

use benches::run::{Result, Say, Spread};
use criterion::{Criterion, SamplingMode};
use serde::Deserialize;

use crate::case::{Case, Comparison};

/// How long, and how often.
pub struct Plan {
    pub rounds: usize,
    pub warm_up: Duration,
    pub time: Duration,
}

/// Of each case, and of the first once more, in nanoseconds. They take turns, so
/// that what else the machine does hits all of them alike.
pub fn measure(comparison: &Comparison, plan: &Plan) -> Result<Vec<Spread>> {
    let cases = &comparison.cases;
    let mut samples = vec![Vec::new(); cases.len() + 1];
    for round in 1..=plan.rounds {
        for turn in 0..samples.len() {
            let at = (round + turn) % samples.len();
            let (case, id) = match cases.get(at) {
                Some(case) => (case, case.id),
                None => (&cases[0], "control"),
            };
            let id = format!("{id}-{round}");
            samples[at].extend(sample(comparison.id, &id, case, plan)?);
        }
    }
    Ok(samples.into_iter().map(Spread::of).collect())
}

/// `sample.json`.
#[derive(Deserialize)]
struct Sample {
    iters: Vec<f64>,
    times: Vec<f64>,
}

fn sample(
    figure: &str,
    id: &str,
    case: &Case,
    plan: &Plan,
) -> Result<Vec<f64>> {
    let run = |times| match (case.run)(times) {
        Ok(time) => time,
        // Criterion has no way to be told.
        Err(error) => {
            eprintln!("calls: {figure}/{id}: {error}");
            exit(1)
        }
    };
    let start = Instant::now();
    run(1);
    let once = start.elapsed().as_secs_f64();
    let fit = (plan.time.as_secs_f64() / once) as usize;

    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("calls");
    let path = directory.join(format!("{figure}/{id}"));
    let what = path.display().to_string();
    if path.exists() {
        // Otherwise criterion compares with it.
        fs::remove_dir_all(&path).say(&what)?;
    }
    let mut criterion = Criterion::default()
        .without_plots()
        .output_directory(&directory);
    let mut group = criterion.benchmark_group(figure);
    group
        .sampling_mode(SamplingMode::Flat)
        .sample_size(fit.clamp(10, 30))
        .warm_up_time(plan.warm_up)
        .measurement_time(plan.time)
        .nresamples(2000)
        .bench_function(id, |bencher| bencher.iter_custom(run));
    group.finish();

    let text = fs::read_to_string(path.join("new/sample.json")).say(&what)?;
    let Sample { iters, times } = serde_json::from_str(&text).say(&what)?;
    let pairs = times.iter().zip(iters);
    Ok(pairs.map(|(time, iters)| time / iters).collect())
}
