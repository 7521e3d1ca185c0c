namespace ProcessSales.Activities;

/// <summary>Who acts in the current request.</summary>
public interface ICurrentPerson
{
    /// <summary>Null in background work, which nobody restricts.</summary>
    Guid? Id { get; }
}

/// <summary>Background work only.</summary>
internal sealed class NobodyInParticular : ICurrentPerson
{
    public Guid? Id => null;
}
