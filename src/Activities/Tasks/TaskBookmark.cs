using System.Text.Json;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Activities;

/// <summary>The bookmark that stands for a task of a person; its payload describes the task.</summary>
public static class TaskBookmark
{
    /// <summary>The stimulus name of every such bookmark, whichever step made it.</summary>
    public const string Name = "ProcessSales.Task";

    /// <summary>The stimulus name on which a process waits while its applicant may withdraw.</summary>
    public const string Withdraw = "ProcessSales.Withdraw";

    /// <summary>Reads the payload, which is plain data once it has been stored.</summary>
    public static TaskRequest Read(string bookmarkId, object? payload)
    {
        var request = payload as TaskRequest
            ?? JsonSerializer.SerializeToElement(payload, BusinessStep.Json).Deserialize<TaskRequest>(BusinessStep.Json)
            ?? throw new JsonException($"Bookmark '{bookmarkId}' does not describe a task.");
        return request with { BookmarkId = bookmarkId };
    }
}
