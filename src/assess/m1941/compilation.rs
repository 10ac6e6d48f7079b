//! The grades of an alternative put together, as far as the method can be reckoned.

use super::{Grade, Grading, Judgement, Scale};

/// The grades of an alternative over all themes.
///
/// It is no overall grade: the method asks for a reasoned judgement of the whole and gives no sum, so a person
/// has to say what weighs most. The worst grade and the counts are what that can be read from.
///
/// # Source
/// Miljødirektoratet, M-1941, chapter 11 (putting all themes together), and step 5 of the earlier edition: the
/// overall grade is a weighing that has to be justified. Criteria of the table in chapter 5.7.2 were not confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compilation {
    /// The most severe grade that was given; `None` where none was.
    pub worst: Option<Grade>,
    /// The best one.
    pub best: Option<Grade>,
    /// How many themes have each grade, in the order of [`Grade::ALL`].
    pub counts: [usize; 9],
    /// Ids of themes that should have a grade and have none, in the order of the scale. With any of these the
    /// compilation is unfinished.
    pub ungraded: Vec<String>,
}

/// Puts together what was judged about an alternative.
///
/// A theme with several judgements (for parts of the area) counts by its most severe grade, and is finished when
/// all are graded. Grades of themes that get none, or that are not known, do not count.
pub fn compile(scale: &Scale, judgements: &[Judgement]) -> Compilation {
    let mut compilation = Compilation {
        worst: None,
        best: None,
        counts: [0; 9],
        ungraded: Vec::new(),
    };
    let graded = scale.themes.iter();
    for theme in graded.filter(|theme| theme.grading != Grading::Described) {
        let own = || judgements.iter().filter(|one| one.theme == theme.id);
        let is_finished = own().next().is_some() && own().all(|one| one.grade.is_some());
        if !is_finished {
            compilation.ungraded.push(theme.id.clone());
        }
        let Some(grade) = own().filter_map(|one| one.grade).min() else {
            continue;
        };
        compilation.worst = Some(compilation.worst.map_or(grade, |worst| worst.min(grade)));
        compilation.best = Some(compilation.best.map_or(grade, |best| best.max(grade)));
        for (count, of) in compilation.counts.iter_mut().zip(Grade::ALL) {
            *count += usize::from(of == grade);
        }
    }
    compilation
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_grade_and_the_counts_are_told_and_what_is_missing() {
        let scale = Scale::load().unwrap();
        let judged = |theme: &str, grade: &str| Judgement {
            theme: theme.to_owned(),
            grade: Grade::of(grade),
            ..Judgement::default()
        };
        let compilation = compile(
            &scale,
            &[
                judged("nature", "-"),
                judged("nature", "---"),
                judged("landscape", "-"),
                judged("outdoor-life", "+"),
                judged("water", ""),
                judged("greenhouse-gases", "----"),
            ],
        );
        assert_eq!(compilation.worst, Some(Grade::Minus3));
        assert_eq!(compilation.best, Some(Grade::Plus1));
        assert_eq!(compilation.counts, [0, 1, 0, 1, 0, 1, 0, 0, 0]);
        assert_eq!(compilation.ungraded, ["water", "culture", "pollution"]);
    }
}
