//! The window: reads the program's state, and sends actions.
//!
//! Nothing is worked out here. Panels get a `Panel` and leave wishes in it, which the
//! window carries out when all of them are drawn. Pictures are made on threads of their own.

#![expect(
    clippy::disallowed_types,
    reason = "`fl!` hands its arguments over in a map, which nobody goes through"
)]

mod attribute_table;
mod command_rules;
mod commands;
mod comparison;
mod context;
mod dialogs;
mod drops;
mod fields;
mod frame_times;
mod guard;
mod help;
mod inspector;
mod keys;
mod legend;
mod map;
mod mass_commands;
mod mass_settings;
mod masses;
mod notices;
mod palette;
mod purpose;
mod report;
mod scenarios;
mod section;
mod start_page;
mod status_bar;
mod theme;
mod top_bar;
mod tree;
mod window;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use egui::ViewportBuilder;

use crate::app::{Action, App, Folders, OpenAs, OpenRequest};
use crate::words::Language;

pub use window::Window;

/// The least size that everything fits into, in points.
const LEAST_SIZE: [f32; 2] = [960.0, 600.0];

/// How the window is opened.
#[derive(Clone, Debug, Default)]
pub struct WindowOptions {
    /// Files to open: paths, `path#band` or `path#layer`.
    pub sources: Vec<String>,
    /// The language, where one was asked for.
    pub language: Option<Language>,
    /// Where to write the time of every frame.
    pub frame_log: Option<PathBuf>,
    /// Where settings and caches are kept; the system's folders where nothing is said.
    pub folders: Option<PathBuf>,
}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// If the system has no display or no way to draw on it.
pub fn open_window(options: WindowOptions) -> anyhow::Result<()> {
    let native = eframe::NativeOptions {
        viewport: ViewportBuilder::default()
            .with_title("Berghald")
            .with_app_id("berghald")
            .with_inner_size([1366.0, 768.0])
            .with_min_inner_size(LEAST_SIZE),
        ..eframe::NativeOptions::default()
    };
    // Files are on their way while the graphics wake up.
    let window = Arc::new(OnceLock::new());
    let app = begin(&options, &window)?;
    eframe::run_native(
        "berghald",
        native,
        Box::new(move |creation| {
            let ctx = window.get_or_init(|| creation.egui_ctx.clone());
            Ok(Box::new(Window::new(
                ctx,
                app,
                options.frame_log.as_deref(),
            )?))
        }),
    )
    .map_err(|error| anyhow::anyhow!("{error}"))
}

/// The window's state, with the files that were asked for on their way.
///
/// # Errors
/// If the system gives no threads.
pub fn start(ctx: &egui::Context, options: &WindowOptions) -> anyhow::Result<Window> {
    let app = begin(options, &Arc::new(OnceLock::from(ctx.clone())))?;
    Window::new(ctx, app, options.frame_log.as_deref())
}

/// The program's state; it wakes the window, once there is one.
fn begin(options: &WindowOptions, window: &Arc<OnceLock<egui::Context>>) -> anyhow::Result<App> {
    let folders = match &options.folders {
        Some(folder) => Folders::inside(folder),
        None => Folders::of_system(),
    };
    let window = Arc::clone(window);
    let mut app = App::start(folders, move || {
        if let Some(ctx) = window.get() {
            ctx.request_repaint();
        }
    })?;
    if let Some(language) = options.language {
        app.update(Action::SetLanguage(language));
    }
    if !options.sources.is_empty() {
        let request = |source: &String| OpenRequest {
            source: source.clone(),
            what: OpenAs::Anything,
            stated_crs: None,
        };
        app.update(Action::Open(options.sources.iter().map(request).collect()));
    }
    Ok(app)
}
