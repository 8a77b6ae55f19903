//! The job that shows the property map. It needs no request.

use super::PropertyMap;
use crate::error::Result;
use crate::event::Event;
use crate::http::Meter;
use crate::job::JobLine;
use crate::request::MapJob;
use crate::sync::Tally;

/// Emits the rows in the order of the map, after them, unless rows are asked for by name, the attributes without a property.
pub async fn list(line: JobLine, job: MapJob) -> Result<()> {
    let tally = Tally::new();
    let map = PropertyMap::load(&job.map_json, &job.map_name)?;
    let mut rows = map.rows().to_vec();
    if job.names.is_empty() {
        rows.extend_from_slice(map.attributes());
    } else {
        rows = map.select(&job.names, &[])?.rows;
    }
    for row in rows {
        let _gone = line.events.send(Event::PropertyRow(row.event())).await;
    }
    let summary = tally.summary(&Meter::new());
    let _gone = line.events.send(Event::Summary(summary)).await;
    Ok(())
}
