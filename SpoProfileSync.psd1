@{
    RootModule             = 'module/bin/SpoProfileSync.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = '93b6c93c-eb3f-4491-9b9e-038575049cc6'
    Author                 = 'The SpoProfileSync contributors'
    CompanyName            = 'SpoProfileSync'
    Copyright              = '(c) The SpoProfileSync contributors.'
    Description            = 'Brings employee photos, cell phones and other properties from Active Directory, Microsoft Graph or a folder into the SharePoint Online user profile store, and says per user what is missing, old or broken and why.'

    CompatiblePSEditions   = @('Desktop', 'Core')
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'

    FormatsToProcess       = @('module/SpoProfileSync.Format.ps1xml')

    CmdletsToExport        = @(
        'Connect-SpoProfile'
        'Disconnect-SpoProfile'
        'Get-SpoProfileConnection'
        'Get-SpoProfileImportJob'
        'Get-SpoProfilePhotoStatus'
        'Get-SpoProfilePropertyMap'
        'Get-SpoProfilePropertyStatus'
        'Start-SpoDemoTenant'
        'Stop-SpoDemoTenant'
        'Sync-SpoProfile'
        'Sync-SpoProfilePhoto'
        'Sync-SpoProfileProperty'
        'Test-SpoProfileConnection'
        'Wait-SpoProfileImportJob'
    )
    FunctionsToExport      = @()
    AliasesToExport        = @()
    VariablesToExport      = @()

    PrivateData            = @{
        PSData = @{
            Tags = @(
                'SharePoint', 'SharePointOnline', 'ActiveDirectory', 'UserProfile', 'Photo', 'CellPhone', 'Microsoft365'
                'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux'
            )
            # The text of the licence this is under. ProjectUri is set here, and only here, once the project has a public address;
            # Package copies both into the gallery's package and says so while one is missing.
            LicenseUri = 'https://spdx.org/licenses/MIT.html'
            ReleaseNotes = 'What changed with each version is in CHANGELOG.md, in the folder of the module.'
        }
    }
}
