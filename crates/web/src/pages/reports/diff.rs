//! What changed between two texts, word by word.

/// A piece of two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// In both.
    Same(String),
    /// In the later one alone.
    Added(String),
    /// In the earlier one alone.
    Removed(String),
}

/// How many words are compared one by one: longer texts are told as removed and added. 4 megabytes of table.
const MOST: usize = 1_000_000;

/// The pieces by which `after` differs from `before`, in order.
pub fn words(before: &str, after: &str) -> Vec<Piece> {
    let (old, new) = (split(before), split(after));
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (rest_old, rest_new) = (&old[head..], &new[head..]);
    let tail = rest_old.iter().rev().zip(rest_new.iter().rev()).take_while(|(a, b)| a == b).count();
    let (mid_old, mid_new) = (&rest_old[..rest_old.len() - tail], &rest_new[..rest_new.len() - tail]);
    let mut out = Vec::new();
    old[..head].iter().for_each(|word| push(&mut out, Piece::Same((*word).to_owned())));
    match mid_old.len().saturating_mul(mid_new.len()) > MOST {
        true => {
            mid_old.iter().for_each(|word| push(&mut out, Piece::Removed((*word).to_owned())));
            mid_new.iter().for_each(|word| push(&mut out, Piece::Added((*word).to_owned())));
        }
        false => middle(mid_old, mid_new, &mut out),
    }
    rest_old[rest_old.len() - tail..].iter().for_each(|word| push(&mut out, Piece::Same((*word).to_owned())));
    out
}

/// Words, each with the blanks after it.
fn split(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).collect()
}

/// The longest common run of words, by the usual table.
fn middle(old: &[&str], new: &[&str], out: &mut Vec<Piece>) {
    let width = new.len() + 1;
    let mut longest = vec![0_u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i * width + j] = match old[i] == new[j] {
                true => longest[(i + 1) * width + j + 1] + 1,
                false => longest[(i + 1) * width + j].max(longest[i * width + j + 1]),
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            push(out, Piece::Same(old[i].to_owned()));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && longest[(i + 1) * width + j] >= longest[i * width + j + 1]) {
            push(out, Piece::Removed(old[i].to_owned()));
            i += 1;
        } else {
            push(out, Piece::Added(new[j].to_owned()));
            j += 1;
        }
    }
}

/// Adds a piece, joined to the last where both are of a kind.
fn push(out: &mut Vec<Piece>, piece: Piece) {
    match (out.last_mut(), &piece) {
        (Some(Piece::Same(last)), Piece::Same(more))
        | (Some(Piece::Added(last)), Piece::Added(more))
        | (Some(Piece::Removed(last)), Piece::Removed(more)) => last.push_str(more),
        _ => out.push(piece),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn changed_words_stand_where_they_changed() {
        let pieces = words("Two workers left in May.", "Two workers came in May.");
        let text = |text: &str| text.to_owned();
        assert_eq!(
            pieces,
            [
                Piece::Same(text("Two workers ")),
                Piece::Removed(text("left ")),
                Piece::Added(text("came ")),
                Piece::Same(text("in May."))
            ]
        );
        assert_eq!(words("", ""), []);
        assert_eq!(words("same", "same"), [Piece::Same(text("same"))]);
    }

    proptest! {
        #[test]
        fn both_texts_follow_from_the_pieces(before in "[ab \n]{0,30}", after in "[ab \n]{0,30}") {
            let (mut old, mut new) = (String::new(), String::new());
            for piece in words(&before, &after) {
                match piece {
                    Piece::Same(text) => { old.push_str(&text); new.push_str(&text); }
                    Piece::Added(text) => new.push_str(&text),
                    Piece::Removed(text) => old.push_str(&text),
                }
            }
            prop_assert_eq!((old, new), (before, after));
        }
    }
}
