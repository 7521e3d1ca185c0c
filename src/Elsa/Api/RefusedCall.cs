namespace Elsa.Workflows.Api;

/// <summary>The caller asked for something that is not done; nothing was changed.</summary>
/// <param name="status">The HTTP status, 4xx.</param>
/// <param name="errors">Messages by field; <c>generalErrors</c> where no field is to blame.</param>
internal sealed class RefusedCall(int status, IReadOnlyDictionary<string, string[]> errors) : Exception(errors.Values.FirstOrDefault()?.FirstOrDefault())
{
    public const string General = "generalErrors";

    public RefusedCall(int status, string field, params string[] messages) : this(status, new Dictionary<string, string[]> { [field] = messages })
    {
    }

    public int Status { get; } = status;

    public IReadOnlyDictionary<string, string[]> Errors { get; } = errors;

    public static RefusedCall Invalid(string field, string message) => new(400, field, message);

    public static RefusedCall NotFound() => new(404, new Dictionary<string, string[]>());
}
