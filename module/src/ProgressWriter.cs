using System;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>Progress events as progress records: at most four a second, and one that ends the bar.</summary>
    sealed class ProgressWriter
    {
        static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

        readonly Cmdlet cmdlet;
        readonly Stopwatch sinceLast = new Stopwatch();
        JobEvent latest;

        public ProgressWriter(Cmdlet cmdlet) => this.cmdlet = cmdlet;

        public void Show(JobEvent progress)
        {
            latest = progress;
            // The core limits too; this holds when events were waiting and arrive together.
            if (sinceLast.IsRunning && sinceLast.Elapsed < Pause) return;
            sinceLast.Restart();
            cmdlet.WriteProgress(Record(progress, ProgressRecordType.Processing));
        }

        /// <summary>Takes the bar away, if there is one; the record says how far the work had come.</summary>
        public void Complete()
        {
            if (latest == null) return;
            cmdlet.WriteProgress(Record(latest, ProgressRecordType.Completed));
            latest = null;
        }

        static ProgressRecord Record(JobEvent progress, ProgressRecordType type) =>
            new ProgressRecord(0, Text(progress.Activity, "SpoProfileSync"), Describe(progress))
            {
                RecordType = type,
                PercentComplete = progress.TotalKnown && progress.Total > 0
                    ? (int)Math.Min(100, progress.Done * 100 / progress.Total)
                    : -1,
                SecondsRemaining = progress.RemainingSeconds >= 0 ? (int)Math.Min(int.MaxValue, progress.RemainingSeconds) : -1,
            };

        static string Describe(JobEvent progress)
        {
            var text = progress.TotalKnown
                ? string.Format(CultureInfo.CurrentCulture, "{0} of {1}", progress.Done, progress.Total)
                : string.Format(CultureInfo.CurrentCulture, "{0} done", progress.Done);
            if (progress.RatePerSecond > 0) text += string.Format(CultureInfo.CurrentCulture, ", {0:0.0}/s", progress.RatePerSecond);
            return string.IsNullOrEmpty(progress.Throttle) ? text : text + ", " + progress.Throttle;
        }

        static string Text(string value, string fallback) => string.IsNullOrEmpty(value) ? fallback : value;
    }
}
