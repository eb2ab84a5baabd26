//! How rules did on worlds: a line for each world, and below it where it was judged otherwise than it says.

use crate::model::{Level, Trial, Wrong};

use super::clean::{clean, one_line};
use super::look::{Ink, Look};

/// All worlds, what the rules lack, and the sum.
pub(super) fn page(trials: &[Trial], lacking: &[String], look: Look) -> String {
    let mut page: String = trials.iter().map(|it| world(it, look)).collect();
    for lack in lacking {
        page += &[&bad(look), " ", &look.wrap(lack, 6, 6), "\n"].concat();
    }
    let count = trials.iter().filter(|it| !it.wrong.is_empty()).count();
    page + &sum(trials.len(), count, lacking.len())
}

fn world(trial: &Trial, look: Look) -> String {
    let name = clean(&trial.world);
    if trial.wrong.is_empty() {
        return format!("{}    {name}\n", look.paint(Ink::Good, "ok"));
    }
    let wrong: String = trial.wrong.iter().map(|it| line(it, look)).collect();
    format!("{} {name}\n{wrong}", bad(look))
}

fn line(wrong: &Wrong, look: Look) -> String {
    let path = clean(&wrong.path);
    let place = if wrong.line == 0 { path.into_owned() } else { format!("{path}:{}", wrong.line) };
    look.block(&format!("{place}: {}", one_line(&wrong.says)), 6)
}

fn bad(look: Look) -> String {
    look.paint(Ink::Level(Level::Error), "wrong")
}

fn sum(worlds: usize, wrong: usize, lacking: usize) -> String {
    let noun = if worlds == 1 { "world" } else { "worlds" };
    let lacks = match lacking {
        0 => String::new(),
        1 => ", 1 world is lacking".to_owned(),
        many => format!(", {many} worlds are lacking"),
    };
    format!("{worlds} {noun}, {wrong} judged otherwise than marked{lacks}\n")
}
