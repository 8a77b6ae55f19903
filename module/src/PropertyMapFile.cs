using System;
using System.IO;
using System.Text;

namespace SpoProfileSync
{
    /// <summary>A map file, as JSON text. What its rows mean is for the library to say.</summary>
    sealed class PropertyMapFile
    {
        PropertyMapFile(string path, string json)
        {
            Path = path;
            Json = json;
        }

        /// <summary>The full path, for messages.</summary>
        public string Path { get; }

        /// <summary>The text; of a .psd1 file, what it says as JSON.</summary>
        public string Json { get; }

        /// <summary>Reads a file by its ending.</summary>
        /// <exception cref="SpoProfileException">It is not there, not readable, or says something else than data.</exception>
        public static PropertyMapFile Read(string path)
        {
            switch (System.IO.Path.GetExtension(path).ToUpperInvariant())
            {
                case ".PSD1": return new PropertyMapFile(path, DataFile.ToJson(TextOf(path), path));
                case ".JSON": return new PropertyMapFile(path, TextOf(path));
                default: throw Invalid(path, $"The map file '{path}' is neither a .psd1 nor a .json file.");
            }
        }

        static SpoProfileException Invalid(string path, string message) =>
            new SpoProfileException(ErrorIds.PropertyMapInvalid, message, null, path);

        // UTF-8 on every edition (Windows PowerShell itself would take a file without a mark for ANSI), or what the mark says.
        static string TextOf(string path)
        {
            try
            {
                using (var reader = new StreamReader(path, new UTF8Encoding(false, true), true)) return reader.ReadToEnd();
            }
            catch (Exception e) when (e is FileNotFoundException || e is DirectoryNotFoundException)
            {
                throw Invalid(path, $"The map file '{path}' is not there.");
            }
            catch (DecoderFallbackException)
            {
                throw new SpoProfileException(ErrorIds.PropertyMapInvalid, $"The map file '{path}' is not UTF-8 text.",
                    "Save it as UTF-8.", path);
            }
            catch (Exception e) when (e is IOException || e is UnauthorizedAccessException)
            {
                throw Invalid(path, $"The map file '{path}' cannot be read: {e.Message}");
            }
        }
    }
}
