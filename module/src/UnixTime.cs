using System;

namespace SpoProfileSync
{
    /// <summary>Times of the boundary: seconds since 1970-01-01 UTC, 0 when unknown.</summary>
    static class UnixTime
    {
        public static DateTime? ToDate(long seconds) =>
            seconds > 0 ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime : (DateTime?)null;
    }
}
