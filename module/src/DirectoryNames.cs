using System;
using System.Collections.Generic;
using System.Linq;

namespace SpoProfileSync
{
    /// <summary>
    /// AD attributes that the ActiveDirectory module knows by a second, friendly name
    /// (its documentation of Get-ADUser, and of the parameters of Set-ADUser).
    /// </summary>
    static class DirectoryNames
    {
        static readonly string[][] Pairs =
        {
            new[] { "mobile", "MobilePhone" },
            new[] { "telephoneNumber", "OfficePhone" },
            new[] { "physicalDeliveryOfficeName", "Office" },
            new[] { "facsimileTelephoneNumber", "Fax" },
            new[] { "mail", "EmailAddress" },
            new[] { "sn", "Surname" },
            new[] { "l", "City" },
            new[] { "st", "State" },
            new[] { "c", "Country" },
            new[] { "o", "Organization" },
            new[] { "wWWHomePage", "HomePage" },
            new[] { "postOfficeBox", "POBox" },
            new[] { "middleName", "OtherName" },
        };

        static readonly ILookup<string, string> Others = Pairs
            .SelectMany(pair => new[] { (Name: pair[0], Other: pair[1]), (Name: pair[1], Other: pair[0]) })
            .ToLookup(pair => pair.Name, pair => pair.Other, StringComparer.OrdinalIgnoreCase);

        /// <summary>The name and its other one.</summary>
        public static IEnumerable<string> Of(string name) => new[] { name }.Concat(Others[name]);
    }
}
