using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>
    /// Makes a record of a pipeline object. Objects are told apart by names, not by types: the ActiveDirectory module is absent on
    /// most machines, and a deserialized user is of no type at all.
    /// </summary>
    sealed class UserBinder
    {
        static readonly string[] PhotoNames = { "thumbnailPhoto", "jpegPhoto", "Photo", "PhotoBytes", "PictureData" };
        static readonly string[] PathNames = { "PhotoPath", "PicturePath", "Picture" };
        static readonly Regex Placeholder = new Regex(@"\{([^{}]+)\}", RegexOptions.CultureInvariant);

        readonly string[] fieldNames;
        readonly Func<string, string> fullPath;

        /// <param name="fileNameTemplate">Names the properties that are sent along; empty for none.</param>
        /// <param name="fullPath">Resolves a path against the current location of the session.</param>
        public UserBinder(string fileNameTemplate, Func<string, string> fullPath)
        {
            fieldNames = Placeholder.Matches(fileNameTemplate ?? "").Cast<Match>()
                .Select(match => match.Groups[1].Value).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
            this.fullPath = fullPath;
        }

        /// <summary>The input properties whose values are sent along; null as long as the job has not said which.</summary>
        public string[] ValueNames { get; set; }

        /// <summary>The record of one input; a null is a record that names nobody and will come back as an error.</summary>
        public UserRecord Bind(object value)
        {
            if (value == null) return new UserRecord();
            var input = new InputObject(value);
            return input.Plain is string || input.Plain is Guid ? BindText(input.Plain.ToString()) : BindObject(input);
        }

        UserRecord BindText(string text)
        {
            var record = new UserRecord { Identity = InputObject.WellFormed(text.Trim()), Kind = "text" };
            Name(record, record.Identity);
            record.Fields = Fields(record, name => "");
            return record;
        }

        UserRecord BindObject(InputObject input)
        {
            var record = new UserRecord
            {
                Kind = KindOf(input),
                UserPrincipalName = input.Text("UserPrincipalName", "UPN", "UserName"),
                Mail = input.Text("Mail", "EmailAddress"),
                SamAccountName = input.Text("SamAccountName"),
                AccountName = input.Text("AccountName"),
            };
            // Id and ObjectId of an AD object are not the directory's id in the cloud.
            if (record.Kind != "adUser" && Guid.TryParse(input.Text("Id", "ObjectId", "UserId"), out var id))
                record.ObjectId = id.ToString();
            record.Identity = new[]
            {
                record.UserPrincipalName, record.AccountName, record.Mail, record.SamAccountName, record.ObjectId,
                input.Text("Identity", "UserId", "Id"),
            }.FirstOrDefault(name => !string.IsNullOrEmpty(name)) ?? "";
            if (IsNameless(record)) Name(record, record.Identity);
            if (input.Has("Identity") && input.Text("Identity").Length > 0) record.Identity = input.Text("Identity");
            record.Fields = Fields(record, name => input.Text(name));
            if (ValueNames?.Length > 0) record.Values = PropertyValue.ReadAll(input, record.Kind, ValueNames);
            BindPhoto(record, input);
            return record;
        }

        static bool IsNameless(UserRecord record) =>
            string.IsNullOrEmpty(record.UserPrincipalName) && string.IsNullOrEmpty(record.AccountName) && string.IsNullOrEmpty(record.Mail)
            && string.IsNullOrEmpty(record.SamAccountName) && string.IsNullOrEmpty(record.ObjectId);

        static string KindOf(InputObject input)
        {
            if (input.HasTypeName("ActiveDirectory.Management.ADUser")) return "adUser";
            var isGraph = input.HasTypeName("Microsoft.Graph.")
                || (input.Has("Id") && input.Has("UserPrincipalName") && !input.Has("ObjectGUID") && !input.Has("DistinguishedName"));
            return isGraph ? "graphUser" : "object";
        }

        // The claims form has a bar, a user principal name an at sign, an id is a GUID; DOMAIN\name and the rest are account names of AD.
        static void Name(UserRecord record, string text)
        {
            if (text.IndexOf('|') >= 0) record.AccountName = text;
            else if (text.IndexOf('@') >= 0) record.UserPrincipalName = text;
            else if (Guid.TryParse(text, out var id)) record.ObjectId = id.ToString();
            else if (text.Length > 0) record.SamAccountName = text.Substring(text.LastIndexOf('\\') + 1);
        }

        Dictionary<string, string> Fields(UserRecord record, Func<string, string> read)
        {
            return fieldNames.Length == 0 ? null : fieldNames.ToDictionary(name => name, name =>
            {
                var value = read(name);
                return value.Length > 0 ? value : Known(record, name) ?? "";
            });
        }

        // What the record knows under another property's name: UPN for UserPrincipalName, EmailAddress for Mail, or the text given.
        static string Known(UserRecord record, string name)
        {
            switch (name.ToUpperInvariant())
            {
                case "USERPRINCIPALNAME": return record.UserPrincipalName;
                case "SAMACCOUNTNAME": return record.SamAccountName;
                case "MAIL": return record.Mail;
                case "ID": return record.ObjectId;
                default: return null;
            }
        }

        void BindPhoto(UserRecord record, InputObject input)
        {
            foreach (var name in PhotoNames.Concat(PathNames))
            {
                var value = PhotoValue.Read(input.Value(name), PathNames.Contains(name));
                // Graph users carry an object of metadata in Photo.
                if (value.Kind == PhotoKind.None || (value.Kind == PhotoKind.Invalid && record.Kind == "graphUser" && name == "Photo")) continue;
                record.Photo = value.Kind;
                record.PhotoName = name;
                record.PhotoBytes = value.Bytes;
                record.PhotoPath = value.Path == null ? null : fullPath(value.Path);
                record.PhotoProblem = value.Problem;
                return;
            }
            record.PhotoName = PhotoNames.Concat(PathNames).FirstOrDefault(name => WasRead(record, input, name));
            if (record.PhotoName != null) record.Photo = PhotoKind.None;
        }

        // Whether an empty property means that there is no photo, rather than that nobody asked for it.
        static bool WasRead(UserRecord record, InputObject input, string name)
        {
            // The property Photo of a Graph user is always there and never filled.
            if (record.Kind == "graphUser" && name == "Photo") return false;
            // An AD user answers to every name; PropertyNames lists what the server was asked for.
            var isSelected = input.HasTypeName("Selected.");
            return record.Kind == "adUser" && input.Has("PropertyNames") && !isSelected
                ? input.Texts("PropertyNames").Contains(name, StringComparer.OrdinalIgnoreCase)
                : input.Has(name);
        }
    }
}
