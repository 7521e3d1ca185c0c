namespace Elsa.Workflows.Models;

/// <summary>What an instance waits for.</summary>
public class Bookmark
{
    /// <summary>For a serializer.</summary>
    public Bookmark()
    {
    }

    /// <summary>A new bookmark.</summary>
    public Bookmark(
        string id,
        string name,
        string hash,
        object? payload,
        string activityId,
        string activityNodeId,
        string? activityInstanceId,
        DateTimeOffset createdAt,
        bool autoBurn = true,
        string? callbackMethodName = null,
        bool autoComplete = true,
        IDictionary<string, string>? metadata = null)
    {
        Id = id;
        Name = name;
        Hash = hash;
        Payload = payload;
        ActivityId = activityId;
        ActivityNodeId = activityNodeId;
        ActivityInstanceId = activityInstanceId;
        CreatedAt = createdAt;
        AutoBurn = autoBurn;
        CallbackMethodName = callbackMethodName;
        AutoComplete = autoComplete;
        Metadata = metadata;
    }

    /// <summary>Unique over all instances.</summary>
    public string Id { get; set; } = default!;

    /// <summary>The stimulus name, usually the activity's type.</summary>
    public string Name { get; set; } = default!;

    /// <summary>The hash of name and stimulus by which a stimulus finds it.</summary>
    public string Hash { get; set; } = default!;

    /// <summary>The stimulus; plain data after the instance was read from storage.</summary>
    public object? Payload { get; set; }

    /// <summary>The activity that waits.</summary>
    public string ActivityId { get; set; } = default!;

    /// <summary>The path of the activity that waits.</summary>
    public string ActivityNodeId { get; set; } = default!;

    /// <summary>The execution that waits.</summary>
    public string? ActivityInstanceId { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>True removes it in the burst that it resumes.</summary>
    public bool AutoBurn { get; set; } = true;

    /// <summary>The method of the activity that is called; null completes the activity.</summary>
    public string? CallbackMethodName { get; set; }

    /// <summary>Without a callback: true completes the activity on resume.</summary>
    public bool AutoComplete { get; set; } = true;

    /// <summary>Notes for whoever reads the bookmark.</summary>
    public IDictionary<string, string>? Metadata { get; set; }
}

/// <summary>How a bookmark shall be made.</summary>
public class CreateBookmarkArgs
{
    /// <summary>Null for a new id.</summary>
    public string? BookmarkId { get; set; }

    /// <summary>What resumes it; part of the hash.</summary>
    public object? Stimulus { get; set; }

    /// <summary>The method called on resume; must be a named method of the activity.</summary>
    public ExecuteActivityDelegate? Callback { get; set; }

    /// <summary>Null for the activity's type.</summary>
    public string? BookmarkName { get; set; }

    /// <summary>See <see cref="Bookmark.AutoBurn"/>.</summary>
    public bool AutoBurn { get; set; } = true;

    /// <summary>True makes the hash differ for every execution of the activity.</summary>
    public bool IncludeActivityInstanceId { get; set; }

    /// <summary>See <see cref="Bookmark.AutoComplete"/>.</summary>
    public bool AutoComplete { get; set; } = true;

    /// <summary>See <see cref="Bookmark.Metadata"/>.</summary>
    public IDictionary<string, string>? Metadata { get; set; }
}
