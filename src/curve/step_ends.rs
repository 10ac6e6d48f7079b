//! Where columns begin and end within one step of a curve's levels.

/// The levels in one step at which columns begin or end, in metres. On level ground, or at the roof of a level fill, all
/// columns may do so: then they are kept in little room.
#[derive(Default)]
pub(super) struct EndsInStep {
    /// Where whole columns begin.
    pub begins_m: Vec<f32>,
    /// Where whole columns end.
    pub ends_m: Vec<f32>,
    /// The others, with their share where they begin and its negative where they end.
    pub of_cut: Vec<(f32, f64)>,
}

impl EndsInStep {
    pub(super) fn add(&mut self, other: &Self) {
        self.begins_m.extend_from_slice(&other.begins_m);
        self.ends_m.extend_from_slice(&other.ends_m);
        self.of_cut.extend_from_slice(&other.of_cut);
    }

    /// Each level from below, with the share that begins there, or the negative of what ends.
    pub(super) fn into_levels(mut self) -> impl Iterator<Item = (f64, f64)> {
        self.begins_m.sort_unstable_by(f32::total_cmp);
        self.ends_m.sort_unstable_by(f32::total_cmp);
        self.of_cut.sort_by(|a, b| a.0.total_cmp(&b.0));
        let whole =
            |levels: Vec<f32>, share: f64| levels.into_iter().map(move |level| (level, share));
        let mut begins = whole(self.begins_m, 1.0).peekable();
        let mut ends = whole(self.ends_m, -1.0).peekable();
        let mut of_cut = self.of_cut.into_iter().peekable();
        std::iter::from_fn(move || {
            let level = |next: Option<&(f32, f64)>| next.map_or(f32::INFINITY, |next| next.0);
            let [begin, end, cut] = [
                level(begins.peek()),
                level(ends.peek()),
                level(of_cut.peek()),
            ];
            let next = if begin <= end && begin <= cut && begins.peek().is_some() {
                begins.next()
            } else if end <= cut && ends.peek().is_some() {
                ends.next()
            } else {
                of_cut.next()
            };
            next.map(|(level, share)| (f64::from(level), share))
        })
    }
}
