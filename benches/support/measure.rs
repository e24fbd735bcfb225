//! Times several ways to do one thing by turns, so that what else the machine does meets all of them.

use std::time::{Duration, Instant};

/// How long one way took: the median of its turns, and the least.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Took {
    pub(crate) median: Duration,
    pub(crate) least: Duration,
}

impl Took {
    pub(crate) fn millis(self) -> f64 {
        self.median.as_secs_f64() * 1e3
    }

    /// How many times as long as `floor`.
    pub(crate) fn over(self, floor: Took) -> f64 {
        self.median.as_secs_f64() / floor.median.as_secs_f64()
    }
}

/// Runs all of `ways` by turns, for `budget` in all but 7 turns at the least; one turn before that is not counted.
pub(crate) fn by_turns(budget: Duration, ways: &mut [&mut dyn FnMut()]) -> Vec<Took> {
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); ways.len()];
    let began = Instant::now();
    for turn in 0.. {
        for (way, times) in ways.iter_mut().zip(&mut times) {
            let start = Instant::now();
            way();
            if turn > 0 {
                times.push(start.elapsed());
            }
        }
        if turn >= 7 && began.elapsed() > budget {
            break;
        }
    }
    times
        .into_iter()
        .map(|mut times| {
            times.sort_unstable();
            Took { median: times[times.len() / 2], least: times[0] }
        })
        .collect()
}
