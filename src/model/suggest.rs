//! "Did you mean": the known word that is nearest to one that nobody knows.

/// A word of which these many characters are wrong is another word.
const FARTHEST: usize = 3;

/// The known word nearest to `word`, if one is near enough that the writer may have meant it.
pub fn suggest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if 64 < word.len() {
        return None;
    }
    let known: Vec<&str> = known.into_iter().collect();
    let reach = (word.chars().count() / 3).clamp(1, FARTHEST);
    let letters: Vec<char> = word.to_lowercase().chars().collect();
    known
        .iter()
        .filter_map(|it| Some((distance(&letters, &it.to_lowercase(), reach)?, *it)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, it)| it)
        .or_else(|| completion(word, &known))
}

/// The one known word that begins as `word` does, or the one with which all of these begin: `prod` is short for
/// `production`.
fn completion<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase();
    let longer = || known.iter().filter(|it| 3 <= word.len() && it.starts_with(&word));
    let shortest = longer().min_by_key(|it| it.len())?;
    longer().all(|it| it.starts_with(shortest)).then_some(*shortest)
}

/// How many characters must be put in, left out, replaced or swapped with their neighbour to make one of the other;
/// none where these are more than `most`.
fn distance(from: &[char], to: &str, most: usize) -> Option<usize> {
    // Most words are too long or too short, and that is seen at once.
    if most < from.len().abs_diff(to.chars().count()) {
        return None;
    }
    let to: Vec<char> = to.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=to.len()).collect();
    for i in 1..=from.len() {
        let mut row = vec![i];
        for j in 1..=to.len() {
            let replaced = above[j - 1] + usize::from(from[i - 1] != to[j - 1]);
            let mut least = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            let swapped = 1 < i && 1 < j && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
            if swapped {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    Some(above[to.len()]).filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn a_slip_of_the_hand_finds_its_word_and_another_word_finds_none() {
        let known = ["error", "warning", "note", "off", "production", "personal", "person"];
        for (word, expected) in [
            ("eror", Some("error")),
            ("Error", Some("error")),
            ("wraning", Some("warning")),
            ("prod", Some("production")),
            ("pers", Some("person")),
            ("warn", Some("warning")),
            ("persona", Some("personal")),
            ("nite", Some("note")),
            ("critical", None),
            ("", None),
            ("of", Some("off")),
        ] {
            assert_eq!(suggest(word, known), expected, "{word}");
        }
        assert_eq!(suggest(&"a".repeat(1_000_000), known), None);
    }
}
