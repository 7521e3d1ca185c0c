using Elsa.Mediator.Contracts;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Helpers;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Requests;
using Elsa.Workflows.Runtime.Responses;
using Elsa.Workflows.State;

namespace Elsa.Workflows.Runtime.Notifications;

/// <summary>A workflow asks for a task.</summary>
/// <param name="ActivityExecutionContext">The activity that asks.</param>
/// <param name="TaskId">Names the task when its result is reported.</param>
/// <param name="TaskName">What is to be done.</param>
/// <param name="TaskPayload">What the doer needs to know; null for nothing.</param>
public record RunTaskRequest(ActivityExecutionContext ActivityExecutionContext, string TaskId, string TaskName, IDictionary<string, object>? TaskPayload) : INotification;

/// <summary>Executions were committed.</summary>
/// <param name="WorkflowExecutionContext">The run that was committed.</param>
/// <param name="Records">The executions written by this commit.</param>
public record ActivityExecutionLogUpdated(WorkflowExecutionContext WorkflowExecutionContext, ICollection<ActivityExecutionRecord> Records) : INotification;

/// <summary>Journal entries were committed.</summary>
/// <param name="WorkflowExecutionContext">The run that was committed.</param>
public record WorkflowExecutionLogUpdated(WorkflowExecutionContext WorkflowExecutionContext) : INotification;

/// <summary>Bookmarks were committed.</summary>
/// <param name="IndexedWorkflowBookmarks">The indexed workflow bookmarks.</param>
public record WorkflowBookmarksIndexed(IndexedWorkflowBookmarks IndexedWorkflowBookmarks) : INotification;

/// <summary>Which bookmarks came, went and stayed in a commit.</summary>
/// <param name="WorkflowExecutionContext">The run that was committed.</param>
/// <param name="AddedBookmarks">The added bookmarks.</param>
/// <param name="RemovedBookmarks">The removed bookmarks.</param>
/// <param name="UnchangedBookmarks">The unchanged bookmarks.</param>
public record IndexedWorkflowBookmarks(WorkflowExecutionContext WorkflowExecutionContext, ICollection<Bookmark> AddedBookmarks, ICollection<Bookmark> RemovedBookmarks, ICollection<Bookmark> UnchangedBookmarks);

/// <summary>Which triggers came, went and stayed.</summary>
/// <param name="Workflow">The workflow itself, when it is at hand.</param>
/// <param name="AddedTriggers">The added triggers.</param>
/// <param name="RemovedTriggers">The removed triggers.</param>
/// <param name="UnchangedTriggers">The unchanged triggers.</param>
public record IndexedWorkflowTriggers(Workflow Workflow, ICollection<StoredTrigger> AddedTriggers, ICollection<StoredTrigger> RemovedTriggers, ICollection<StoredTrigger> UnchangedTriggers);

/// <summary>Triggers were stored.</summary>
/// <param name="IndexedWorkflowTriggers">The indexed workflow triggers.</param>
public record WorkflowTriggersIndexed(IndexedWorkflowTriggers IndexedWorkflowTriggers) : INotification;

/// <summary>A burst was committed.</summary>
/// <param name="WorkflowExecutionContext">The run that was committed.</param>
/// <param name="WorkflowState">The whole state.</param>
/// <param name="WorkflowInstance">The instance as stored.</param>
public record WorkflowStateCommitted(WorkflowExecutionContext WorkflowExecutionContext, WorkflowState WorkflowState, WorkflowInstance WorkflowInstance) : INotification;

/// <summary>A bookmark is about to be stored.</summary>
/// <param name="Bookmark">As it will be stored.</param>
public record BookmarkSaving(StoredBookmark Bookmark) : INotification;

/// <summary>A bookmark was stored.</summary>
/// <param name="Bookmark">As it is stored.</param>
public record BookmarkSaved(StoredBookmark Bookmark) : INotification;

/// <summary>Bookmarks are about to be burned.</summary>
/// <param name="Bookmarks">As they are stored.</param>
public record BookmarksDeleting(ICollection<StoredBookmark> Bookmarks) : INotification;

/// <summary>Bookmarks were burned.</summary>
/// <param name="Bookmarks">As they were stored.</param>
public record BookmarksDeleted(ICollection<StoredBookmark> Bookmarks) : INotification;

/// <summary>The bookmarks of a burst were committed.</summary>
/// <param name="Diff">Which came, went and stayed.</param>
public record WorkflowBookmarksPersisted(Diff<Bookmark> Diff) : INotification;

/// <summary>The start of an instance is about to be stored as a request.</summary>
/// <param name="Request">The request.</param>
public record WorkflowDefinitionDispatching(DispatchWorkflowDefinitionRequest Request) : INotification;

/// <summary>The start of an instance was stored as a request.</summary>
/// <param name="Request">The request.</param>
/// <param name="Response">What the caller is told.</param>
public record WorkflowDefinitionDispatched(DispatchWorkflowDefinitionRequest Request, DispatchWorkflowResponse Response) : INotification;

/// <summary>The continuation of an instance is about to be stored as a request.</summary>
/// <param name="Request">The request.</param>
public record WorkflowInstanceDispatching(DispatchWorkflowInstanceRequest Request) : INotification;

/// <summary>The continuation of an instance was stored as a request.</summary>
/// <param name="Request">The request.</param>
/// <param name="Response">What the caller is told.</param>
public record WorkflowInstanceDispatched(DispatchWorkflowInstanceRequest Request, DispatchWorkflowResponse Response) : INotification;

/// <summary>An instance was cancelled.</summary>
/// <param name="WorkflowInstanceId">The instance meant.</param>
public record WorkflowCancelled(string WorkflowInstanceId) : INotification;

/// <summary>An instance is about to be cancelled.</summary>
/// <param name="WorkflowInstanceId">The instance meant.</param>
public record WorkflowCancelling(string WorkflowInstanceId) : INotification;
