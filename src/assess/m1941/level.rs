//! The three scales: value of a place, impact on it, and the grade of the consequence.

use serde::Deserialize;

/// Defines a scale: an ordered list of levels with ids that never change.
macro_rules! levels {
    ($(#[$doc:meta])* $name:ident, $count:literal, { $($(#[$level_doc:meta])* $level:ident = $id:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
        pub enum $name {
            $($(#[$level_doc])* #[serde(rename = $id)] $level,)+
        }

        impl $name {
            /// All of them, the lowest first.
            pub const ALL: [Self; $count] = [$(Self::$level,)+];

            /// Its name in files, which never changes.
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$level => $id,)+
                }
            }

            /// The level of an id.
            pub fn of(id: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|level| level.id() == id)
            }
        }
    };
}

levels!(
    /// How much a place is worth for a theme, from insignificant to very great.
    ValueLevel, 5, {
        /// *Uten betydning.*
        Insignificant = "insignificant",
        /// *Noe verdi.*
        Minor = "minor",
        /// *Middels verdi.*
        Medium = "medium",
        /// *Stor verdi.*
        Great = "great",
        /// *Svært stor verdi.*
        VeryGreat = "very-great",
    }
);

levels!(
    /// What lastingly happens to a place, from the worst to the best, against the zero alternative.
    ImpactLevel, 5, {
        /// *Sterkt forringet.*
        SeverelyDegraded = "severely-degraded",
        /// *Forringet.*
        Degraded = "degraded",
        /// *Noe forringet.*
        SomewhatDegraded = "somewhat-degraded",
        /// *Ubetydelig endring.*
        Negligible = "negligible",
        /// *Forbedret.*
        Improved = "improved",
    }
);

levels!(
    /// The consequence, from the most severe to the best; its id is how it is written.
    Grade, 9, {
        /// The most severe; for great and very great value alone.
        Minus4 = "----",
        /// Severe.
        Minus3 = "---",
        /// Considerable.
        Minus2 = "--",
        /// Some.
        Minus1 = "-",
        /// None, or negligible.
        Zero = "0",
        /// Some improvement.
        Plus1 = "+",
        /// Considerable improvement.
        Plus2 = "++",
        /// Great improvement.
        Plus3 = "+++",
        /// Very great improvement.
        Plus4 = "++++",
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_are_written_as_people_write_them_and_ordered() {
        assert_eq!(Grade::of("---"), Some(Grade::Minus3));
        assert_eq!(Grade::of("−"), None);
        assert!(Grade::Minus4 < Grade::Minus1 && Grade::Zero < Grade::Plus4);
        assert!(Grade::ALL.windows(2).all(|two| two[0] < two[1]));
    }

    #[test]
    fn ids_lead_back_to_their_levels() {
        assert!(
            ValueLevel::ALL
                .iter()
                .all(|one| ValueLevel::of(one.id()) == Some(*one))
        );
        assert!(
            ImpactLevel::ALL
                .iter()
                .all(|one| ImpactLevel::of(one.id()) == Some(*one))
        );
        assert!(
            Grade::ALL
                .iter()
                .all(|one| Grade::of(one.id()) == Some(*one))
        );
    }
}
