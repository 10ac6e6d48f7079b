//! How long frames take, shown with F12 and written to a file when asked for.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::Instant;

use egui::{Align2, Area, Frame, Id, Order, Ui, Vec2};
use i18n_embed_fl::fl;

use super::context::Panel;

/// Frames that the overlay looks back on.
const FRAMES: usize = 240;

/// The times of the last frames.
pub struct FrameTimes {
    /// Whether they are shown.
    pub shown: bool,
    times_ms: VecDeque<f32>,
    log: Option<BufWriter<File>>,
    /// When the program was started, or as near to it as we know.
    begun: Instant,
}

impl Default for FrameTimes {
    fn default() -> Self {
        Self {
            shown: false,
            times_ms: VecDeque::new(),
            log: None,
            begun: Instant::now(),
        }
    }
}

impl FrameTimes {
    /// Writes the time of every frame to a table: seconds since the start, and milliseconds of work.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn log_to(&mut self, path: &Path) -> std::io::Result<()> {
        let mut log = BufWriter::new(File::create(path)?);
        writeln!(
            log,
            "since_start_s,time_s,frame_ms,preview_lag_frames,whole"
        )?;
        self.log = Some(log);
        Ok(())
    }

    /// Keeps the time of one frame: our own work in it, in seconds; how many frames the preview was behind;
    /// and whether everything that is seen was there.
    pub fn add(&mut self, time_s: f64, cpu_s: Option<f32>, preview_lag: u32, whole: bool) {
        let Some(cpu_s) = cpu_s else {
            return;
        };
        if FRAMES <= self.times_ms.len() {
            self.times_ms.pop_front();
        }
        self.times_ms.push_back(cpu_s * 1000.0);
        if let Some(log) = &mut self.log {
            // A full disk must not stop the program; the table ends there.
            let since_s = self.begun.elapsed().as_secs_f64();
            let (cpu_ms, whole) = (cpu_s * 1000.0, u8::from(whole));
            let written = writeln!(
                log,
                "{since_s:.3},{time_s:.3},{cpu_ms:.2},{preview_lag},{whole}"
            );
            if written.and_then(|()| log.flush()).is_err() {
                self.log = None;
            }
        }
    }

    /// The overlay.
    pub fn ui(&self, ui: &Ui, panel: &Panel<'_>) {
        if !self.shown || self.times_ms.is_empty() {
            return;
        }
        let mut sorted: Vec<f32> = self.times_ms.iter().copied().collect();
        sorted.sort_by(f32::total_cmp);
        let at = |permille: usize| sorted[(sorted.len() - 1) * permille / 1000];
        let words = &panel.words;
        let ms = |time: f32| words.quantity(f64::from(time), 1, "ms");
        let area = Area::new(Id::unique("frame-times"))
            .order(Order::Tooltip)
            .pivot(Align2::RIGHT_TOP)
            .fixed_pos(ui.ctx().content_rect().right_top() + Vec2::new(-12.0, 60.0));
        area.show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).show(ui, |ui| {
                ui.label(fl!(
                    words.loader,
                    "frame-times",
                    median = ms(at(500)),
                    slow = ms(at(990)),
                    count = sorted.len().to_string()
                ));
            });
        });
    }
}
