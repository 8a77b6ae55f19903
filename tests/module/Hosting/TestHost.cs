using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;

namespace SpoProfileSync.ModuleTests.Hosting;

/// <summary>A host 120 columns wide that keeps what is written and answers choices from a queue.</summary>
sealed class TestHost : PSHost
{
    readonly TestHostUI ui = new();

    /// <summary>What was written, without the sequences that color it.</summary>
    public string Text => Regex.Replace(ui.Text.ToString(), "\u001b\\[[0-9;]*m", "");

    /// <summary>Captions and messages of the choices that were asked, in order.</summary>
    public List<string> Asked => ui.Asked;

    /// <summary>Labels to answer with, without the ampersand: Yes, No, Yes to All. An unanswered choice fails the test.</summary>
    public Queue<string> Answers => ui.Answers;

    /// <summary>Happens when a choice is asked, before it is answered.</summary>
    public Action? WhenAsked { get => ui.WhenAsked; set => ui.WhenAsked = value; }

    public override string Name => "TestHost";
    public override Version Version => new(1, 0);
    public override Guid InstanceId { get; } = Guid.NewGuid();
    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;
    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;
    public override PSHostUserInterface UI => ui;
    public override void SetShouldExit(int exitCode) { }
    public override void EnterNestedPrompt() => throw new NotSupportedException();
    public override void ExitNestedPrompt() => throw new NotSupportedException();
    public override void NotifyBeginApplication() { }
    public override void NotifyEndApplication() { }
}

sealed class TestHostUI : PSHostUserInterface
{
    public StringBuilder Text { get; } = new();
    public List<string> Asked { get; } = [];
    public Queue<string> Answers { get; } = new();
    public Action? WhenAsked { get; set; }

    public override PSHostRawUserInterface RawUI { get; } = new TestRawUI();
    public override void Write(string value) => Text.Append(value);
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Text.Append(value);
    public override void WriteLine(string value) => Text.AppendLine(value);
    public override void WriteErrorLine(string value) => Text.AppendLine(value);
    public override void WriteDebugLine(string message) => Text.AppendLine(message);
    public override void WriteVerboseLine(string message) => Text.AppendLine(message);
    public override void WriteWarningLine(string message) => Text.AppendLine(message);
    public override void WriteProgress(long sourceId, ProgressRecord record) { }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        Asked.Add(caption + "\n" + message);
        WhenAsked?.Invoke();
        var answer = Answers.Dequeue();
        return choices.Select((choice, index) => (Label: choice.Label.Replace("&", "", StringComparison.Ordinal), index))
            .Single(choice => choice.Label == answer).index;
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        throw new NotSupportedException("A cmdlet asked for " + string.Join(", ", descriptions.Select(field => field.Name)));
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw new NotSupportedException();
    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes types, PSCredentialUIOptions options) =>
        throw new NotSupportedException();
    public override string ReadLine() => throw new NotSupportedException();
    public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();
}

sealed class TestRawUI : PSHostRawUserInterface
{
    public override Size BufferSize { get; set; } = new(120, 1000);
    public override Size WindowSize { get; set; } = new(120, 50);
    public override Size MaxWindowSize => WindowSize;
    public override Size MaxPhysicalWindowSize => WindowSize;
    public override Coordinates CursorPosition { get; set; }
    public override Coordinates WindowPosition { get; set; }
    public override int CursorSize { get; set; }
    public override ConsoleColor ForegroundColor { get; set; }
    public override ConsoleColor BackgroundColor { get; set; }
    public override string WindowTitle { get; set; } = "";
    public override bool KeyAvailable => false;
    public override void FlushInputBuffer() { }
    public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException();
    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException();
    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) { }
    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) { }
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) { }
}
