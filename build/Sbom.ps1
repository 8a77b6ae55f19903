# The bill of materials in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/): what is in the package, which crates each native contains and
# how these use one another, and what the managed assembly was compiled against.

function Get-Sbom([object[]] $Crate, [object] $Compiler, [object[]] $Platform, [string] $Folder, [string] $Version, [datetime] $Time) {
    $module = "pkg:generic/SpoProfileSync@$Version"
    $assembly = 'file:bin/SpoProfileSync.dll'
    $components = [Collections.Generic.List[object]]::new()
    $dependencies = [Collections.Generic.List[object]]::new()
    $natives = [Collections.Generic.List[string]]::new()

    $std = [regex]::Match($Compiler.Version, '(?m)^release: (\S+)').Groups[1].Value
    $stdRef = "pkg:generic/rust-std@$std"
    foreach ($one in $Platform) {
        $programs = @{ $one.Library = 'spo-native'; $one.Tenant = 'spo-tenant' }
        foreach ($name in $one.Library, $one.Tenant | Where-Object { $_ }) {
            $file = "bin/$($one.Folder)/$name"
            $natives.Add("file:$file")
            $components.Add((New-FileComponent $file (Join-Path $Folder $file)))
            $dependencies.Add([ordered]@{ ref = "file:$file"; dependsOn = @("pkg:cargo/$($programs[$name])@$Version", $stdRef) })
        }
    }
    $components.Add((New-FileComponent 'bin/SpoProfileSync.dll' (Join-Path $Folder 'bin/SpoProfileSync.dll')))
    $components.Add([ordered]@{
        type = 'library'; 'bom-ref' = $stdRef; name = 'rust-std'; version = $std
        description = "Rust's standard library, compiled into the natives"; licenses = @(@{ expression = 'MIT OR Apache-2.0' })
    })
    foreach ($one in $Crate) {
        $component = [ordered]@{
            type = 'library'; 'bom-ref' = "pkg:cargo/$($one.Name)@$($one.Version)"; name = $one.Name; version = $one.Version
            licenses = @(@{ expression = $one.Licence }); purl = "pkg:cargo/$($one.Name)@$($one.Version)"
        }
        if ($one.Checksum) { $component.hashes = @([ordered]@{ alg = 'SHA-256'; content = $one.Checksum }) }
        if ($one.Homepage) { $component.externalReferences = @([ordered]@{ type = 'vcs'; url = $one.Homepage }) }
        $component.properties = @([ordered]@{ name = 'spo-profile-sync:platforms'; value = $one.Platforms -join ' ' })
        $components.Add($component)
        $uses = @($one.DependsOn | ForEach-Object { 'pkg:cargo/' + $_.Replace(' ', '@') })
        $dependencies.Add([ordered]@{ ref = $component['bom-ref']; dependsOn = $uses })
    }
    $references = @(Get-NuGetReference)
    foreach ($reference in $references) { $components.Add($reference) }
    $dependencies.Add([ordered]@{ ref = $assembly; dependsOn = @($references | ForEach-Object { $_['bom-ref'] }) })
    $dependencies.Add([ordered]@{ ref = $module; dependsOn = @($assembly) + $natives })

    $document = [ordered]@{
        bomFormat = 'CycloneDX'; specVersion = '1.6'; version = 1; serialNumber = ''
        metadata = [ordered]@{
            timestamp = $Time.ToString('yyyy-MM-ddTHH:mm:ssZ', [cultureinfo]::InvariantCulture)
            component = [ordered]@{
                type = 'library'; 'bom-ref' = $module; name = 'SpoProfileSync'; version = $Version; licenses = @(@{ license = @{ id = 'MIT' } })
            }
        }
        components = $components.ToArray()
        dependencies = $dependencies.ToArray()
    }
    # The same content has the same number, as the same sources have the same package.
    $hash = Get-TextHash (ConvertTo-Json $document -Depth 10 -Compress)
    $document.serialNumber = 'urn:uuid:' + [guid]::ParseExact($hash.Substring(0, 12) + '5' + $hash.Substring(13, 3) + 'a' + $hash.Substring(17, 15), 'N')
    (ConvertTo-Json $document -Depth 10) + "`n"
}

function New-FileComponent([string] $Name, [string] $Path) {
    $hash = [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([IO.File]::ReadAllBytes($Path))).ToLowerInvariant()
    [ordered]@{
        type = 'file'; 'bom-ref' = "file:$Name"; name = $Name; hashes = @([ordered]@{ alg = 'SHA-256'; content = $hash })
        licenses = @(@{ license = @{ id = 'MIT' } })
    }
}

# What the assembly is compiled against. None of it ships, so its scope is `excluded`: the engine that loads the module brings it.
function Get-NuGetReference {
    $project = [xml] [IO.File]::ReadAllText($moduleProject)
    foreach ($reference in $project.SelectNodes('//PackageReference')) {
        $name, $version = $reference.GetAttribute('Include'), $reference.GetAttribute('Version')
        [ordered]@{ type = 'library'; 'bom-ref' = "pkg:nuget/$name@$version"; name = $name; version = $version; scope = 'excluded'; purl = "pkg:nuget/$name@$version" }
    }
}
