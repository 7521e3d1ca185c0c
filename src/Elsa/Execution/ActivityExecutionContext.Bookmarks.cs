using Elsa.Workflows.Models;

namespace Elsa.Workflows;

public partial class ActivityExecutionContext
{
    private List<Bookmark>? _newBookmarks;

    /// <summary>What this execution waits for.</summary>
    public IEnumerable<Bookmark> Bookmarks => WorkflowExecutionContext.Bookmarks.Where(x => x.ActivityInstanceId == Id);

    /// <summary>What this execution has begun to wait for in this burst.</summary>
    public IEnumerable<Bookmark> NewBookmarks => _newBookmarks ?? [];

    internal int NewBookmarkCount => _newBookmarks?.Count ?? 0;

    /// <summary>One bookmark for each stimulus.</summary>
    public void CreateBookmarks(IEnumerable<object> payloads, ExecuteActivityDelegate? callback = null, bool includeActivityInstanceId = true, string? bookmarkName = null)
    {
        foreach (var payload in payloads)
            CreateBookmark(new CreateBookmarkArgs
            {
                Stimulus = payload,
                Callback = callback,
                BookmarkName = bookmarkName,
                IncludeActivityInstanceId = includeActivityInstanceId,
            });
    }

    /// <summary>Adds bookmarks made elsewhere.</summary>
    public void AddBookmarks(IEnumerable<Bookmark> bookmarks)
    {
        foreach (var bookmark in bookmarks)
            AddBookmark(bookmark);
    }

    /// <summary>Adds a bookmark made elsewhere.</summary>
    public void AddBookmark(Bookmark bookmark)
    {
        ThrowIfAbandoned();
        (_newBookmarks ??= []).Add(bookmark);
        WorkflowExecutionContext.Bookmarks.Add(bookmark);
    }

    /// <summary>Waits to be resumed by the bookmark's id.</summary>
    public Bookmark CreateBookmark(ExecuteActivityDelegate callback, IDictionary<string, string>? metadata = null) =>
        CreateBookmark(new CreateBookmarkArgs { Callback = callback, Metadata = metadata });

    /// <summary>Waits for a stimulus.</summary>
    public Bookmark CreateBookmark(object stimulus, ExecuteActivityDelegate? callback, bool includeActivityInstanceId = true, IDictionary<string, string>? customProperties = null) =>
        CreateBookmark(new CreateBookmarkArgs
        {
            Stimulus = stimulus,
            Callback = callback,
            IncludeActivityInstanceId = includeActivityInstanceId,
            Metadata = customProperties,
        });

    /// <summary>Waits for a stimulus; resuming completes the activity.</summary>
    public Bookmark CreateBookmark(object stimulus, bool includeActivityInstanceId, IDictionary<string, string>? customProperties = null) =>
        CreateBookmark(new CreateBookmarkArgs { Stimulus = stimulus, IncludeActivityInstanceId = includeActivityInstanceId, Metadata = customProperties });

    /// <summary>Waits for a stimulus; resuming completes the activity.</summary>
    public Bookmark CreateBookmark(object stimulus, IDictionary<string, string>? metadata = null) =>
        CreateBookmark(new CreateBookmarkArgs { Stimulus = stimulus, Metadata = metadata });

    /// <summary>Waits as the arguments say.</summary>
    /// <exception cref="ArgumentException">The callback is not a named method of the activity, so that no later burst could find it.</exception>
    public Bookmark CreateBookmark(CreateBookmarkArgs? options = null)
    {
        options ??= new CreateBookmarkArgs();
        var name = options.BookmarkName ?? Activity.Type;
        var hash = Engine.Hasher.Hash(name, options.Stimulus, options.IncludeActivityInstanceId ? Id : null);
        var bookmark = new Bookmark(
            options.BookmarkId ?? Engine.Identity.GenerateId(),
            name,
            hash,
            options.Stimulus,
            Activity.Id,
            NodeId,
            Id,
            Engine.Clock.UtcNow,
            options.AutoBurn,
            options.Callback is null ? null : Callbacks.NameOf(options.Callback, Activity),
            options.AutoComplete,
            options.Metadata);
        AddBookmark(bookmark);
        return bookmark;
    }

    /// <summary>Stops waiting for anything.</summary>
    public void ClearBookmarks()
    {
        _newBookmarks = null;
        var bookmarks = WorkflowExecutionContext.Bookmarks;
        if (bookmarks.Count == 0)
            return;
        foreach (var bookmark in bookmarks.Where(x => x.ActivityInstanceId == Id).ToList())
            bookmarks.Remove(bookmark);
    }
}
