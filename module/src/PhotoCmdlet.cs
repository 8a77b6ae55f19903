using System.Management.Automation;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>
    /// What comparing and synchronizing photos share: the values a picture is made with. Both must use the same, or the comparison
    /// would be with other pictures than the synchronization makes.
    /// </summary>
    public abstract class PhotoCmdlet : UserCmdlet, IPhotoParameters
    {
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

        private protected override string FileNames => this.Template();

        private protected override void Check() => this.Check(FullPath);

        private protected override void Describe(JobRequest request) => PhotoParameters.Describe(this, request);
    }
}
