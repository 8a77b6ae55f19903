# The Rust crates that are inside the shipped natives, from cargo's own knowledge: neither crates of tests, nor those that only run while building.

<#
One object a crate: Name, Version, Licence (SPDX), Folder of its source, Own (of this repository), Homepage, Checksum, Platforms it is in, and
DependsOn, the keys (name version) of the shipped crates it uses.
#>
function Get-ShippedCrate([object[]] $Platform) {
    $shipped = @{}
    foreach ($one in $Platform) {
        foreach ($key in Get-CrateKey $one) {
            if (-not $shipped.ContainsKey($key)) { $shipped[$key] = [Collections.Generic.List[string]]::new() }
            $shipped[$key].Add($one.Folder)
        }
    }
    # The graph is much larger than what ships, and only .NET's reader is quick enough for it.
    $graph = [Text.Json.JsonDocument]::Parse((Read-Tool cargo 'metadata', '--format-version', '1', '--locked'))
    try {
        $checksums = Get-LockedChecksum
        $keys = @{}
        $crates = @{}
        foreach ($package in $graph.RootElement.GetProperty('packages').EnumerateArray()) {
            $key = $package.GetProperty('name').GetString() + ' ' + $package.GetProperty('version').GetString()
            $keys[$package.GetProperty('id').GetString()] = $key
            if (-not $shipped.ContainsKey($key)) { continue }
            $crates[$key] = [pscustomobject]@{
                Key       = $key
                Name      = $package.GetProperty('name').GetString()
                Version   = $package.GetProperty('version').GetString()
                # The slash is an old way to write OR.
                Licence   = "$($package.GetProperty('license'))".Replace('/', ' OR ')
                Folder    = [IO.Path]::GetDirectoryName($package.GetProperty('manifest_path').GetString())
                Own       = $package.GetProperty('source').ValueKind -eq 'Null'
                Homepage  = "$($package.GetProperty('repository'))"
                Authors   = @($package.GetProperty('authors').EnumerateArray() | ForEach-Object { "$_" -replace '\s*<[^>]*>' })
                Checksum  = $checksums[$key]
                Platforms = $shipped[$key].ToArray()
                DependsOn = @()
            }
        }
        foreach ($node in $graph.RootElement.GetProperty('resolve').GetProperty('nodes').EnumerateArray()) {
            $key = $keys[$node.GetProperty('id').GetString()]
            if (-not $crates.ContainsKey($key)) { continue }
            $uses = foreach ($dependency in $node.GetProperty('deps').EnumerateArray()) {
                $kinds = @($dependency.GetProperty('dep_kinds').EnumerateArray() | ForEach-Object { $_.GetProperty('kind').ValueKind })
                $other = $keys[$dependency.GetProperty('pkg').GetString()]
                if ('Null' -in $kinds -and $crates.ContainsKey($other)) { $other }
            }
            $crates[$key].DependsOn = @($uses)
        }
    } finally {
        $graph.Dispose()
    }
    foreach ($key in $shipped.Keys) {
        if (-not $crates.ContainsKey($key)) { throw [StepFailedException]::new("cargo metadata does not know the crate $key.") }
    }
    $order = [string[]] @($crates.Keys)
    [Array]::Sort($order, [StringComparer]::Ordinal)
    foreach ($key in $order) { $crates[$key] }
}

# What is linked in, as `name version`. `cargo tree` leaves out what tests and build scripts use, and procedural macros.
function Get-CrateKey([object] $Platform) {
    $arguments = 'tree', '--locked', '--target', $Platform.Target, '--edges', 'normal,no-proc-macro', '--prefix', 'none', '--no-dedupe', '--format', '{p}',
    '--package', 'spo-native' + @(if ($Platform.Tenant) { '--package', 'spo-tenant' })
    $text = Read-Tool cargo $arguments
    if (-not $text) { throw [StepFailedException]::new("'cargo $($arguments -join ' ')' failed; run it to see why.") }
    $text -split '\n' | Where-Object { $_ -match '^(\S+) v(\S+)' } | ForEach-Object { "$($Matches[1]) $($Matches[2])" } | Select-Object -Unique
}

# SHA-256 of each crate as the registry has it.
function Get-LockedChecksum {
    $sums = @{}
    $pattern = '(?m)^name = "([^"]+)"\r?\nversion = "([^"]+)"\r?\nsource = "[^"]+"\r?\nchecksum = "([0-9a-f]+)"'
    foreach ($entry in [regex]::Matches([IO.File]::ReadAllText((Join-Path $root 'Cargo.lock')), $pattern)) {
        $sums["$($entry.Groups[1].Value) $($entry.Groups[2].Value)"] = $entry.Groups[3].Value
    }
    $sums
}
