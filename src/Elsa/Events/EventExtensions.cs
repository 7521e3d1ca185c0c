using Elsa.Workflows;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Activities;
using Elsa.Workflows.Runtime.Stimuli;

namespace Elsa.Workflows.Runtime
{
    /// <summary>Names of stimuli that several activities share.</summary>
    public static class RuntimeStimulusNames
    {
        /// <summary>An event.</summary>
        public const string Event = "Elsa.Event";
    }
}

namespace Elsa.Workflows.Runtime.Stimuli
{
    /// <summary>What resumes an activity that waits for an event.</summary>
    public record EventStimulus(string EventName);

    /// <summary>What resumes an activity that waits for a task.</summary>
    public record RunTaskStimulus(string TaskId, string TaskName);
}

namespace Elsa.Extensions
{
    /// <summary>Lets any activity wait for an event.</summary>
    public static class ActivityExecutionContextEventExtensions
    {
        /// <summary>Waits for the event; without a callback the activity is complete when it comes.</summary>
        public static void WaitForEvent(this ActivityExecutionContext context, string eventName, ExecuteActivityDelegate? callback = null) =>
            context.CreateBookmark(new CreateBookmarkArgs
            {
                BookmarkName = RuntimeStimulusNames.Event,
                Stimulus = new EventStimulus(eventName),
                Callback = callback,
                IncludeActivityInstanceId = false,
            });

        /// <summary>The payload of the event that has come; null when it has none.</summary>
        public static object? GetEventInput(this ActivityExecutionContext context) =>
            context.WorkflowInput.TryGetValue(Event.EventInputWorkflowInputKey, out var payload) ? payload : null;

        /// <summary>The stimulus of a trigger that waits for the event.</summary>
        public static EventStimulus GetEventStimulus(this TriggerIndexingContext context, string eventName)
        {
            context.TriggerName = RuntimeStimulusNames.Event;
            return new EventStimulus(eventName);
        }
    }
}
