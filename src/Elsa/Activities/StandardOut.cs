namespace Elsa.Workflows;

/// <summary>Where <see cref="Activities.WriteLine"/> writes to.</summary>
public interface IStandardOutStreamProvider
{
    /// <summary>The writer.</summary>
    TextWriter GetTextWriter();
}
