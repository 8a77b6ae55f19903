//! One user's photo: render the source photo, decide, and send the three files.

use super::run::Run;
use super::source::{self, Source};
use super::user::{Finding, User};
use crate::error::{Error, ErrorId, Result};
use crate::event::Action;
use crate::photo::{RenderedPhoto, render};
use crate::plan::{Current, Desired, Plan, State, Step, changes, next_step, plan};
use crate::sharepoint::{
    PICTURE_TIMESTAMP, PhotoLibrary, PictureLocation, Profile, download, profile_timestamp,
};
use bytes::Bytes;
use std::sync::Arc;
use std::time::SystemTime;

/// A photo that is to be sent, or properties that are to be set for one that is right already.
pub struct Upload {
    photo: RenderedPhoto,
    location: Location,
    step: Step,
}

impl Upload {
    /// For the administrator.
    pub fn describe(&self) -> String {
        if self.step != Step::Upload {
            return "Update profile properties of the photo".to_owned();
        }
        let files = self.photo.iter();
        let pixels: Vec<_> = files.map(|file| file.pixels.to_string()).collect();
        let bytes = self.photo.total_bytes();
        format!("Upload photo ({} pixels, {bytes} bytes)", pixels.join(", "))
    }
}

/// Compares a user's photo with what SharePoint shows. The finding is in `user.photo`; what is to be sent comes back.
pub async fn look(run: &Arc<Run>, user: &mut User, profile: &Profile) -> Result<Option<Upload>> {
    user.photo.picture_url.clone_from(&profile.picture_url);
    let bytes = match source::load(&mut user.pending, run.folder.as_ref()).await {
        Source::Photo(bytes) => bytes,
        Source::Absent(absent) => {
            user.photo.finding = Finding::of(absent.state, &absent.reason, &absent.next_step);
            return Ok(None);
        }
        Source::Invalid(error) => return Ok(invalid(user, error)),
    };
    let photo = match rendered(run, bytes).await {
        Ok(photo) => photo,
        Err(error) => return Ok(invalid(user, error)),
    };
    user.photo.source = Some(photo.source);
    user.photo.low_resolution = photo.low_resolution();
    let library = run.library().await?;
    let location = location(run, user, profile, library);
    let decided = decide(run, profile, &location, library, &photo).await?;
    user.photo.finding = Finding::of(decided.state, &decided.reason, next_step(decided.state));
    if decided.step == Step::Nothing {
        user.photo.finding.action = Action::Unchanged;
        return Ok(None);
    }
    Ok(Some(Upload {
        photo,
        location,
        step: decided.step,
    }))
}

/// The source photo cannot be used.
fn invalid(user: &mut User, error: Error) -> Option<Upload> {
    let error = user.about_it(error);
    user.photo.finding = Finding::failed(State::SourceInvalid, error);
    None
}

async fn rendered(run: &Arc<Run>, bytes: Bytes) -> Result<RenderedPhoto> {
    let defect = || {
        Error::new(
            ErrorId::Internal,
            "Rendering the photo failed because of a defect in this module.",
        )
    };
    let _one_of_few = run.renders.acquire().await.map_err(|_| defect())?;
    let options = run.job.photo.render_options();
    let rendered = tokio::task::spawn_blocking(move || render(&bytes, &options)).await;
    Ok(rendered.map_err(|_| defect())??)
}

/// Where the user's files are, or belong.
struct Location {
    at: PictureLocation,
    /// The profile points there already.
    pointed_to: bool,
}

fn location(run: &Run, user: &User, profile: &Profile, library: &PhotoLibrary) -> Location {
    let my_site = run.client.endpoints().resource(crate::config::Service::My);
    let key = user.account.key();
    let claimed = PictureLocation::parse(&profile.picture_url, my_site)
        .filter(|at| run.claim_prefix(&at.prefix, &key));
    let pointed_to = claimed.is_some();
    let at = claimed.unwrap_or_else(|| {
        let prefix = user.account.file_prefix();
        run.claim_prefix(&prefix, &key);
        PictureLocation {
            folder: library.folder().to_owned(),
            prefix,
        }
    });
    Location { at, pointed_to }
}

async fn decide(
    run: &Run,
    profile: &Profile,
    location: &Location,
    library: &PhotoLibrary,
    photo: &RenderedPhoto,
) -> Result<Plan> {
    let options = &run.job.photo;
    let current = Current {
        profile,
        location: location.pointed_to.then_some(&location.at),
        stored: if location.pointed_to {
            library.stored(&location.at)
        } else {
            crate::sharepoint::StoredPhoto::default()
        },
    };
    let desired = |bytes_differ| Desired {
        photo,
        exchange_sync: options.exchange_sync,
        force: options.force,
        bytes_differ,
    };
    let decided = plan(current, desired(false));
    if !options.verify || decided.step == Step::Upload || !location.pointed_to {
        return Ok(decided);
    }
    let stored = download(&run.client, &run.scope, &location.at, 'L').await?;
    Ok(plan(
        current,
        desired(stored.as_ref() != Some(&photo.large.jpeg)),
    ))
}

/// Sends the files. What is left to write into the profile is in `user.photo.write` afterwards.
pub async fn carry_out(run: &Arc<Run>, user: &mut User, upload: Upload) -> Result<()> {
    let sends = upload.step == Step::Upload;
    let location = upload.location;
    let my_site = run.client.endpoints().resource(crate::config::Service::My);
    let picture_url = location.at.to_picture_url(my_site);
    let mut properties = changes(
        &user.profile,
        (sends && !location.pointed_to).then_some(&picture_url),
        run.job.photo.exchange_sync,
    );
    if sends {
        send_files(run, user, &location, upload.photo).await?;
        properties.push((
            PICTURE_TIMESTAMP,
            profile_timestamp(SystemTime::now()).to_string(),
        ));
    }
    if !location.pointed_to {
        user.photo.picture_url = picture_url;
    }
    user.photo.finding.action = if sends {
        Action::Uploaded
    } else {
        Action::Updated
    };
    user.photo.write = properties;
    Ok(())
}

/// Sends the three files at the same time. If one fails the others are waited for: a half-sent photo is found and sent again by the next run.
async fn send_files(
    run: &Arc<Run>,
    user: &User,
    location: &Location,
    photo: RenderedPhoto,
) -> Result<()> {
    let mut uploads = tokio::task::JoinSet::new();
    for file in photo.iter() {
        let (run, scope, at) = (
            Arc::clone(run),
            run.scope.with_meter(Arc::clone(&user.meter)),
            location.at.clone(),
        );
        let (letter, jpeg) = (file.size.letter(), file.jpeg.clone());
        uploads.spawn(
            async move { PhotoLibrary::upload(&run.client, &scope, &at, letter, jpeg).await },
        );
    }
    let mut result = Ok(());
    while let Some(ended) = uploads.join_next().await {
        let ended = ended.map_err(|_| {
            Error::new(
                ErrorId::Internal,
                "An upload ended because of a defect in this module.",
            )
        });
        result = result.and(ended.and_then(|sent| sent));
    }
    result
}
