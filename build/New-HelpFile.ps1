<#
.SYNOPSIS
    Writes the help file of the cmdlets, in the format of Get-Help (MAML), from the pages of docs/en-US.
.DESCRIPTION
    The pages are in platyPS's format and hold all texts. Parameter sets, types and positions come from the module itself, which is why this
    runs in a process of its own: an imported assembly stays loaded. Ends with an error for a cmdlet without a page.
.PARAMETER Module
    The manifest to import.
.PARAMETER Pages
    The folder with one Markdown page for each cmdlet.
.PARAMETER Path
    The file to write.
#>
param([string] $Module, [string] $Pages, [string] $Path)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3.0

$maml = 'http://schemas.microsoft.com/maml/2004/10'
$command = 'http://schemas.microsoft.com/maml/dev/command/2004/10'
$dev = 'http://schemas.microsoft.com/maml/dev/2004/10'

<# A page as nested tables: the first level by `##` headings, the second by `###`; Text is what stands before the first inner heading. #>
function Read-Page([string] $File) {
    $sections = [ordered]@{}
    $section = $null
    $entry = $null
    $fenced = $false
    foreach ($line in [IO.File]::ReadAllLines($File)) {
        if ($line.StartsWith('```')) { $fenced = -not $fenced }
        if (-not $fenced -and $line -match '^## (.+)$') {
            $section = @{ Text = [Collections.Generic.List[string]]::new(); Entries = [ordered]@{} }
            $entry = $null
            $sections[$Matches[1]] = $section
        } elseif (-not $fenced -and $section -and $line -match '^### (.+)$') {
            $entry = [Collections.Generic.List[string]]::new()
            $section.Entries[$Matches[1]] = $entry
        } elseif ($null -ne $entry) {
            $entry.Add($line)
        } elseif ($section) {
            $section.Text.Add($line)
        }
    }
    $sections
}

# Paragraphs of a text, each in one line unless its lines mean something: lists, tables, code. Markdown that means nothing on a console goes.
function Split-Paragraph([string[]] $Line) {
    $text = ($Line -join "`n") -replace '\[([^\]]+)\]\([^)]+\)', '$1' -replace '`', '' -replace '\*\*', ''
    foreach ($paragraph in $text.Trim("`n") -split '\n\s*\n') {
        if (-not $paragraph.Trim()) { continue }
        if ($paragraph -match '(?m)^(\s|[-*|]|\d+\.)') { $paragraph } else { $paragraph.Trim() -replace '\s*\n', ' ' }
    }
}

function Write-Paragraph([Xml.XmlWriter] $Xml, [string] $Namespace, [string] $Name, [string[]] $Line) {
    $Xml.WriteStartElement($Name, $Namespace)
    foreach ($paragraph in Split-Paragraph $Line) { $Xml.WriteElementString('para', $maml, $paragraph) }
    $Xml.WriteEndElement()
}

# The fenced block of an entry, and the lines after it.
function Split-Example([string[]] $Line) {
    $text = $Line -join "`n"
    $match = [regex]::Match($text, '(?s)```\w*\n(.*?)\n```(.*)')
    @{ Code = $match.Groups[1].Value; Remarks = $match.Groups[2].Value }
}

function Get-PipelineText([object] $Parameter) {
    $ways = @(if ($Parameter.ValueFromPipeline) { 'ByValue' }) + @(if ($Parameter.ValueFromPipelineByPropertyName) { 'ByPropertyName' })
    if ($ways.Count -gt 0) { "True ($($ways -join ', '))" } else { 'False' }
}

# One parameter: in the syntax of a set without its text, in the list of all with it.
function Write-Parameter([Xml.XmlWriter] $Xml, [object] $Parameter, [string[]] $Line) {
    $type = $Parameter.ParameterType
    $isSwitch = $type -eq [switch]
    $Xml.WriteStartElement('parameter', $command)
    $Xml.WriteAttributeString('required', "$($Parameter.IsMandatory)".ToLowerInvariant())
    $Xml.WriteAttributeString('variableLength', "$($type.IsArray)".ToLowerInvariant())
    $Xml.WriteAttributeString('globbing', 'false')
    $Xml.WriteAttributeString('pipelineInput', (Get-PipelineText $Parameter))
    $Xml.WriteAttributeString('position', $(if ($Parameter.Position -ge 0) { "$($Parameter.Position)" } else { 'named' }))
    $Xml.WriteAttributeString('aliases', $(if ($Parameter.Aliases.Count -gt 0) { $Parameter.Aliases -join ', ' } else { 'none' }))
    $Xml.WriteElementString('name', $maml, $Parameter.Name)
    if ($null -ne $Line) {
        # The fenced block below the text repeats what the module says itself, but for the default.
        $text = $Line -join "`n"
        Write-Paragraph $Xml $maml 'description' (($text -split '(?m)^```')[0])
    }
    if (-not $isSwitch) {
        if ($type.IsEnum) {
            $Xml.WriteStartElement('parameterValueGroup', $command)
            foreach ($value in [Enum]::GetNames($type)) { Write-Value $Xml 'parameterValue' $value }
            $Xml.WriteEndElement()
        }
        Write-Value $Xml 'parameterValue' $type.Name
    }
    $Xml.WriteStartElement('type', $dev)
    $Xml.WriteElementString('name', $maml, $type.Name)
    $Xml.WriteEndElement()
    if ($null -ne $Line) {
        $default = [regex]::Match(($Line -join "`n"), '(?m)^Default value: *(.*)$').Groups[1].Value
        $Xml.WriteElementString('defaultValue', $dev, $(if ($default) { $default } else { 'None' }))
    }
    $Xml.WriteEndElement()
}

function Write-Value([Xml.XmlWriter] $Xml, [string] $Name, [string] $Value) {
    $Xml.WriteStartElement($Name, $command)
    $Xml.WriteAttributeString('required', 'true')
    $Xml.WriteAttributeString('variableLength', 'false')
    $Xml.WriteString($Value)
    $Xml.WriteEndElement()
}

# Types named by the headings of INPUTS and OUTPUTS.
function Write-TypeList([Xml.XmlWriter] $Xml, [string] $List, [string] $Item, [object] $Entries) {
    $Xml.WriteStartElement($List, $command)
    foreach ($name in $Entries.Keys) {
        $Xml.WriteStartElement($Item, $command)
        $Xml.WriteStartElement('type', $dev)
        $Xml.WriteElementString('name', $maml, $name)
        $Xml.WriteEndElement()
        Write-Paragraph $Xml $maml 'description' $Entries[$name]
        $Xml.WriteEndElement()
    }
    $Xml.WriteEndElement()
}

function Write-Command([Xml.XmlWriter] $Xml, [object] $Cmdlet) {
    $file = Join-Path $Pages "$($Cmdlet.Name).md"
    if (-not [IO.File]::Exists($file)) { throw "There is no page '$file'." }
    $page = Read-Page $file
    $common = [Management.Automation.PSCmdlet]::CommonParameters
    $described = $page['PARAMETERS'].Entries

    $Xml.WriteStartElement('command', $command)
    $Xml.WriteStartElement('details', $command)
    $Xml.WriteElementString('name', $command, $Cmdlet.Name)
    $Xml.WriteElementString('verb', $command, $Cmdlet.Verb)
    $Xml.WriteElementString('noun', $command, $Cmdlet.Noun)
    Write-Paragraph $Xml $maml 'description' $page['SYNOPSIS'].Text
    $Xml.WriteEndElement()
    Write-Paragraph $Xml $maml 'description' $page['DESCRIPTION'].Text

    $Xml.WriteStartElement('syntax', $command)
    foreach ($set in $Cmdlet.ParameterSets) {
        $Xml.WriteStartElement('syntaxItem', $command)
        $Xml.WriteElementString('name', $maml, $Cmdlet.Name)
        $own = @($set.Parameters | Where-Object { $_.Name -notin $common })
        $placed = @($own | Where-Object { $_.Position -ge 0 } | Sort-Object { $_.Position })
        foreach ($parameter in $placed + @($own | Where-Object { $_.Position -lt 0 })) { Write-Parameter $Xml $parameter $null }
        $Xml.WriteEndElement()
    }
    $Xml.WriteEndElement()

    $Xml.WriteStartElement('parameters', $command)
    $seen = @{}
    foreach ($set in $Cmdlet.ParameterSets) {
        foreach ($parameter in $set.Parameters) {
            if ($parameter.Name -in $common -or $seen.ContainsKey($parameter.Name)) { continue }
            $seen[$parameter.Name] = $true
            $lines = $described["-$($parameter.Name)"]
            if ($null -eq $lines) { throw "The page '$file' does not describe -$($parameter.Name)." }
            Write-Parameter $Xml $parameter $lines
        }
    }
    $Xml.WriteEndElement()

    Write-TypeList $Xml 'inputTypes' 'inputType' $page['INPUTS'].Entries
    Write-TypeList $Xml 'returnValues' 'returnValue' $page['OUTPUTS'].Entries
    $Xml.WriteStartElement('alertSet', $maml)
    Write-Paragraph $Xml $maml 'alert' $page['NOTES'].Text
    $Xml.WriteEndElement()
    Write-ExampleList $Xml $page['EXAMPLES'].Entries
    Write-LinkList $Xml $page['RELATED LINKS'].Text
    $Xml.WriteEndElement()
}

function Write-ExampleList([Xml.XmlWriter] $Xml, [object] $Entries) {
    $Xml.WriteStartElement('examples', $command)
    foreach ($title in $Entries.Keys) {
        $example = Split-Example $Entries[$title]
        $Xml.WriteStartElement('example', $command)
        $Xml.WriteElementString('title', $maml, "--- $title ---")
        $Xml.WriteElementString('code', $dev, $example.Code)
        Write-Paragraph $Xml $dev 'remarks' $example.Remarks
        $Xml.WriteEndElement()
    }
    $Xml.WriteEndElement()
}

function Write-LinkList([Xml.XmlWriter] $Xml, [string[]] $Line) {
    $Xml.WriteStartElement('relatedLinks', $command)
    foreach ($link in [regex]::Matches(($Line -join "`n"), '\[([^\]]+)\]\(([^)]+)\)')) {
        $Xml.WriteStartElement('navigationLink', $maml)
        $Xml.WriteElementString('linkText', $maml, $link.Groups[1].Value)
        $Xml.WriteElementString('uri', $maml, $(if ($link.Groups[2].Value -match '^https:') { $link.Groups[2].Value } else { '' }))
        $Xml.WriteEndElement()
    }
    $Xml.WriteEndElement()
}

$loaded = Import-Module $Module -PassThru
$cmdlets = @(Get-Command -Module $loaded.Name -CommandType Cmdlet)
if ($cmdlets.Count -eq 0) { throw "The module '$Module' has no cmdlets." }
$settings = [Xml.XmlWriterSettings]::new()
$settings.Indent = $true
$settings.NewLineChars = "`n"
$settings.Encoding = [Text.UTF8Encoding]::new($false)
$null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
$writer = [Xml.XmlWriter]::Create($Path, $settings)
try {
    $writer.WriteStartElement('helpItems', 'http://msh')
    $writer.WriteAttributeString('schema', 'maml')
    # Named once here, and not at each of several thousand elements.
    $writer.WriteAttributeString('xmlns', 'maml', $null, $maml)
    $writer.WriteAttributeString('xmlns', 'command', $null, $command)
    $writer.WriteAttributeString('xmlns', 'dev', $null, $dev)
    foreach ($cmdlet in $cmdlets) { Write-Command $writer $cmdlet }
    $writer.WriteEndElement()
} finally {
    $writer.Dispose()
}
Write-Host "   help of $($cmdlets.Count) cmdlets"
