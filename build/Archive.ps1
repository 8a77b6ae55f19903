# The two archives of the package: a zip with the module's folder at its top, and a .nupkg as the PowerShell gallery has it.
# Entries are sorted and carry one time, that of the last commit: the same files give the same archive.

<# Writes files, given as path in the archive = file on disk or text, into a zip. #>
function Write-Archive([string] $Path, [Collections.IDictionary] $Entry, [datetime] $Time) {
    if ([IO.File]::Exists($Path)) { [IO.File]::Delete($Path) }
    $names = [string[]] @($Entry.Keys)
    [Array]::Sort($names, [StringComparer]::Ordinal)
    $zip = [IO.Compression.ZipFile]::Open($Path, [IO.Compression.ZipArchiveMode]::Create)
    try {
        foreach ($name in $names) {
            $item = $zip.CreateEntry($name, [IO.Compression.CompressionLevel]::SmallestSize)
            $item.LastWriteTime = [DateTimeOffset]::new($Time, [TimeSpan]::Zero)
            # A regular file; the program of the simulated tenant may be executed where the archive is unpacked with its modes.
            $mode = if ([IO.Path]::GetFileName($name) -eq 'spo-tenant') { 0x81ED } else { 0x81A4 }
            $item.ExternalAttributes = $mode -shl 16
            $stream = $item.Open()
            try {
                $value = $Entry[$name]
                $bytes = if ($value -is [IO.FileInfo]) { [IO.File]::ReadAllBytes($value.FullName) } else { [Text.UTF8Encoding]::new($false).GetBytes($value) }
                $stream.Write($bytes, 0, $bytes.Length)
            } finally {
                $stream.Dispose()
            }
        }
    } finally {
        $zip.Dispose()
    }
}

<# The files of a folder as entries of an archive, below a folder of this name, or at the top. #>
function Get-FolderEntry([string] $Folder, [string] $Prefix) {
    $entries = [ordered]@{}
    foreach ($file in [IO.Directory]::GetFiles($Folder, '*', 'AllDirectories')) {
        $entries[$Prefix + [IO.Path]::GetRelativePath($Folder, $file).Replace('\', '/')] = [IO.FileInfo]::new($file)
    }
    $entries
}

<# The gallery's package: the module's files at the top, and beside them what NuGet wants. #>
function Write-GalleryPackage([string] $Path, [string] $Folder, [hashtable] $Manifest, [string] $ReleaseNotes, [datetime] $Time) {
    $entries = Get-FolderEntry $Folder ''
    $properties = 'package/services/metadata/core-properties/spoprofilesync.psmdcp'
    $nuspec = 'SpoProfileSync.nuspec'
    $extensions = foreach ($name in $entries.Keys) { [IO.Path]::GetExtension($name).TrimStart('.') }
    $extensions = @($extensions | Where-Object { $_ }) + 'nuspec', 'psmdcp' | Select-Object -Unique
    # A file without an extension is named by itself.
    $plain = $entries.Keys | Where-Object { -not [IO.Path]::GetExtension($_) }
    $types = @('<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" />')
    $types += $extensions | ForEach-Object { '<Default Extension="{0}" ContentType="{1}" />' -f $_, $(if ($_ -eq 'psmdcp') { 'application/vnd.openxmlformats-package.core-properties+xml' } else { 'application/octet' }) }
    $types += $plain | ForEach-Object { '<Override PartName="/{0}" ContentType="application/octet" />' -f $_ }
    $entries['[Content_Types].xml'] = Join-Xml "<Types xmlns=`"http://schemas.openxmlformats.org/package/2006/content-types`">" $types '</Types>'
    $entries['_rels/.rels'] = Join-Xml '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' @(
        "<Relationship Type=`"http://schemas.microsoft.com/packaging/2010/07/manifest`" Target=`"/$nuspec`" Id=`"R1`" />"
        "<Relationship Type=`"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties`" Target=`"/$properties`" Id=`"R2`" />"
    ) '</Relationships>'
    $entries[$nuspec] = Get-Nuspec $Manifest $ReleaseNotes
    $entries[$properties] = Join-Xml ('<coreProperties xmlns="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"' +
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">') @(
        "<dc:creator>$(ConvertTo-XmlText $Manifest.Author)</dc:creator>"
        "<dc:description>$(ConvertTo-XmlText $Manifest.Description)</dc:description>"
        '<dc:identifier>SpoProfileSync</dc:identifier>'
    ) '</coreProperties>'
    Write-Archive $Path $entries $Time
}

# As Publish-Module writes it: the tags tell the gallery's search which commands there are.
function Get-Nuspec([hashtable] $Manifest, [string] $ReleaseNotes) {
    $data = $Manifest.PrivateData.PSData
    $tags = @($data.Tags) + 'PSModule', 'PSIncludes_Cmdlet' + @($Manifest.CmdletsToExport | ForEach-Object { "PSCmdlet_$_"; "PSCommand_$_" })
    $lines = @(
        '<metadata>'
        '<id>SpoProfileSync</id>'
        "<version>$($Manifest.ModuleVersion)</version>"
        "<authors>$(ConvertTo-XmlText $Manifest.Author)</authors>"
        "<owners>$(ConvertTo-XmlText $Manifest.CompanyName)</owners>"
        '<requireLicenseAcceptance>false</requireLicenseAcceptance>'
        if ($data.ContainsKey('LicenseUri')) { "<licenseUrl>$(ConvertTo-XmlText $data.LicenseUri)</licenseUrl>" }
        if ($data.ContainsKey('ProjectUri')) { "<projectUrl>$(ConvertTo-XmlText $data.ProjectUri)</projectUrl>" }
        "<description>$(ConvertTo-XmlText $Manifest.Description)</description>"
        "<releaseNotes>$(ConvertTo-XmlText $ReleaseNotes)</releaseNotes>"
        "<copyright>$(ConvertTo-XmlText $Manifest.Copyright)</copyright>"
        "<tags>$(ConvertTo-XmlText ($tags -join ' '))</tags>"
        '</metadata>'
    )
    Join-Xml '<package xmlns="http://schemas.microsoft.com/packaging/2011/08/nuspec.xsd">' $lines '</package>'
}

function Join-Xml([string] $Begin, [string[]] $Line, [string] $End) {
    "<?xml version=`"1.0`" encoding=`"utf-8`"?>`n$Begin`n  " + ($Line -join "`n  ") + "`n$End`n"
}

function ConvertTo-XmlText([string] $Text) { [Security.SecurityElement]::Escape($Text) }
