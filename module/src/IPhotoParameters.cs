using System;
using System.IO;
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
    /// The values a picture is made with. An interface, because Sync-SpoProfile takes them too and has another base class: only their
    /// declaration is there twice.
    /// </summary>
    interface IPhotoParameters
    {
        string PhotoFolder { get; set; }

        string FileNameTemplate { get; }

        int LargeSize { get; }

        PhotoCrop Crop { get; }

        int Quality { get; }

        ExchangeSyncMode ExchangeSync { get; }

        System.Management.Automation.SwitchParameter Verify { get; }
    }

    /// <summary>What is done with them.</summary>
    static class PhotoParameters
    {
        /// <summary>Finds the folder.</summary>
        /// <exception cref="SpoProfileException">It is not there.</exception>
        public static void Check(this IPhotoParameters given, Func<string, string> fullPath)
        {
            if (given.PhotoFolder == null) return;
            given.PhotoFolder = fullPath(given.PhotoFolder);
            if (Directory.Exists(given.PhotoFolder)) return;
            throw new SpoProfileException(
                ErrorIds.InvalidArgument, $"The photo folder '{given.PhotoFolder}' is not there.", null, given.PhotoFolder);
        }

        /// <summary>The template of file names; null without a folder.</summary>
        public static string Template(this IPhotoParameters given) => given.PhotoFolder == null ? null : given.FileNameTemplate;

        /// <summary>Puts them into the request.</summary>
        public static void Describe(this IPhotoParameters given, JobRequest request)
        {
            request.PhotoFolder = given.PhotoFolder;
            request.FileNameTemplate = given.Template();
            request.LargeSize = given.LargeSize;
            request.Crop = JobRequest.Word(given.Crop);
            request.Quality = given.Quality;
            request.ExchangeSync = JobRequest.Word(given.ExchangeSync);
            request.Verify = given.Verify;
        }
    }
}
