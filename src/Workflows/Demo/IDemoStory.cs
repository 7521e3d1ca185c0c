namespace ProcessSales.Workflows.Demo;

/// <summary>
/// Part of the demo company that is more than rows of a file: cases under way, visits, receivables (domain.md 5). Played through the same business
/// methods that people use, with days counted from the day on which it is loaded. In demo mode only.
/// </summary>
public interface IDemoStory
{
    /// <summary>Stories that others build on come first.</summary>
    int Order { get; }

    /// <summary>What it brings, a few English words for the console.</summary>
    string Name { get; }

    /// <summary>Whether it has been played to its end in this database.</summary>
    Task<bool> IsToldAsync(CancellationToken cancellationToken);

    /// <summary>Plays what is missing. May be interrupted and is then called again.</summary>
    Task TellAsync(CancellationToken cancellationToken);
}
