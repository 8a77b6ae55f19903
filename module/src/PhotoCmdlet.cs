using System;
using System.Collections;
using System.IO;
using System.Management.Automation;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>How a photo is cut to a square.</summary>
    public enum PhotoCrop
    {
        /// <summary>From the middle.</summary>
        Center,

        /// <summary>From the top, where the face is in a portrait.</summary>
        Top,
    }

    /// <summary>Whether Exchange Online may overwrite the photo.</summary>
    public enum ExchangeSyncMode
    {
        /// <summary>It may not: the photo written stays.</summary>
        Off,

        /// <summary>It may.</summary>
        On,

        /// <summary>As the profile says now.</summary>
        Keep,
    }

    /// <summary>
    /// What comparing and synchronizing share: the users, and the values a picture is made with. Both must use the same, or the
    /// comparison would be with other pictures than the synchronization makes.
    /// </summary>
    public abstract class PhotoCmdlet : SpoCmdlet
    {
        Connection connection;
        UserBinder binder;

        /// <summary>Users: AD or Graph objects, rows, or names as text. Without it and without pipeline input: everybody in the tenant.</summary>
        [Parameter(Position = 0, ValueFromPipeline = true)]
        [AllowNull]
        [AllowEmptyCollection]
        public object[] Identity { get; set; }

        /// <summary>The folder with one picture per user; decides instead of the photo property of the input.</summary>
        [Parameter]
        [ValidateNotNullOrEmpty]
        public string PhotoFolder { get; set; }

        /// <summary>The file name in that folder without its ending; properties of the input in braces.</summary>
        [Parameter]
        [ValidateNotNullOrEmpty]
        public string FileNameTemplate { get; set; } = "{SamAccountName}";

        /// <summary>The side of the large picture in pixels.</summary>
        [Parameter]
        [ValidateRange(72, 648)]
        public int LargeSize { get; set; } = 300;

        /// <summary>How a photo is cut to a square.</summary>
        [Parameter]
        public PhotoCrop Crop { get; set; } = PhotoCrop.Center;

        /// <summary>JPEG quality.</summary>
        [Parameter]
        [ValidateRange(1, 100)]
        public int Quality { get; set; } = 90;

        /// <summary>Whether Exchange Online may overwrite the photo.</summary>
        [Parameter]
        public ExchangeSyncMode ExchangeSync { get; set; } = ExchangeSyncMode.Off;

        /// <summary>Also compares the bytes of the large picture that is stored, at one more request a user.</summary>
        [Parameter]
        public SwitchParameter Verify { get; set; }

        /// <summary>How many requests go to each host at the same time, at most.</summary>
        [Parameter]
        [ValidateRange(1, 64)]
        public int ThrottleLimit { get; set; } = 4;

        /// <summary>The connection to use instead of the default one of this runspace.</summary>
        [Parameter]
        [ValidateNotNull]
        public Connection Connection { get; set; }

        /// <summary>True when nobody was named, neither by parameter nor by pipeline. An empty pipeline names nobody on purpose.</summary>
        private protected bool NamesNobody =>
            !MyInvocation.ExpectingInput && !MyInvocation.BoundParameters.ContainsKey(nameof(Identity));

        /// <summary>Finds connection and folder, before anything is read from the pipeline.</summary>
        protected override void BeginProcessing()
        {
            connection = Resolve(Connection);
            if (PhotoFolder != null)
            {
                PhotoFolder = FullPath(PhotoFolder);
                if (!Directory.Exists(PhotoFolder))
                    Throw(new SpoProfileException(ErrorIds.InvalidArgument, $"The photo folder '{PhotoFolder}' is not there.", null, PhotoFolder));
            }
            binder = new UserBinder(PhotoFolder == null ? "" : FileNameTemplate, FullPath);
        }

        /// <summary>Hands over the users of one pipeline object.</summary>
        protected override void ProcessRecord()
        {
            if (NamesNobody) return;
            // A null in the pipeline is an input and gets its error; -Identity $null is an empty list.
            if (Identity == null && !MyInvocation.ExpectingInput) return;
            PushAll(Identity ?? new object[] { null });
        }

        /// <summary>Waits for the results.</summary>
        protected override void EndProcessing()
        {
            if (NamesNobody) Begin(true);
            if (HasJob) Finish();
        }

        /// <summary>Adds what is particular to the cmdlet.</summary>
        private protected abstract void Complete(JobRequest request);

        // Lists in lists are users too. Only true lists: an AD object may well be enumerable itself.
        void PushAll(IList users)
        {
            foreach (var user in users)
            {
                if (IsStopped) return;
                if ((user is PSObject wrapped ? wrapped.BaseObject : user) is IList inner)
                {
                    PushAll(inner);
                    continue;
                }
                if (!HasJob) Begin(false);
                Push(binder.Bind(user));
            }
        }

        // The job starts with the first user: an empty pipeline costs no request.
        void Begin(bool enumerate)
        {
            var request = new JobRequest
            {
                Enumerate = enumerate,
                ThrottleLimit = ThrottleLimit,
                PhotoFolder = PhotoFolder,
                FileNameTemplate = PhotoFolder == null ? null : FileNameTemplate,
                LargeSize = LargeSize,
                Crop = Word(Crop),
                Quality = Quality,
                ExchangeSync = Word(ExchangeSync),
                Verify = Verify,
            };
            Complete(request);
            StartJob(connection, request);
        }

        static string Word(Enum value) => value.ToString().ToLowerInvariant();
    }
}
