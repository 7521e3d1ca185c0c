using Elsa.Workflows.State;

namespace Elsa.Workflows.Models
{
    /// <summary>Something that went wrong in an activity of an instance.</summary>
    public class ActivityIncident
    {
        /// <summary>For a serializer.</summary>
        public ActivityIncident()
        {
        }

        /// <summary>A new incident.</summary>
        public ActivityIncident(string activityId, string activityNodeId, string activityType, string message, ExceptionState? exception, DateTimeOffset timestamp)
        {
            ActivityId = activityId;
            ActivityNodeId = activityNodeId;
            ActivityType = activityType;
            Message = message;
            Exception = exception;
            Timestamp = timestamp;
        }

        /// <summary>The activity.</summary>
        public string ActivityId { get; init; } = default!;

        /// <summary>The path of the activity.</summary>
        public string ActivityNodeId { get; init; } = default!;

        /// <summary>The type of the activity.</summary>
        public string ActivityType { get; init; } = default!;

        /// <summary>What a person reads.</summary>
        public string Message { get; init; } = default!;

        /// <summary>Null when no exception was behind it.</summary>
        public ExceptionState? Exception { get; init; }

        /// <summary>When it happened, UTC.</summary>
        public DateTimeOffset Timestamp { get; init; }
    }
}

namespace Elsa.Workflows.State
{
    /// <summary>An exception as it is kept.</summary>
    public record ExceptionState
    {
        /// <summary>For a serializer.</summary>
        public ExceptionState()
        {
        }

        /// <summary>An exception of that type.</summary>
        public ExceptionState(Type type, string message, string? stackTrace, ExceptionState? innerException)
        {
            Type = type;
            Message = message;
            StackTrace = stackTrace;
            InnerException = innerException;
        }

        /// <summary>The type; <see cref="Exception"/> itself when the kept name is not known here.</summary>
        public Type Type { get; init; } = typeof(Exception);

        /// <summary>The message.</summary>
        public string Message { get; init; } = default!;

        /// <summary>Where it was thrown.</summary>
        public string? StackTrace { get; init; }

        /// <summary>What caused it.</summary>
        public ExceptionState? InnerException { get; init; }

        /// <summary>The name under which the type was kept; names are never turned back into types.</summary>
        internal string? TypeName { get; init; }

        /// <summary>Null for null.</summary>
        public static ExceptionState? FromException(Exception? ex) => FromException(ex, 0);

        // Exceptions may be as long and as deep as whoever threw them likes.
        private static ExceptionState? FromException(Exception? ex, int depth) => ex is null || depth > DeepestLevel
            ? null
            : new ExceptionState(ex.GetType(), Shorten(ex.Message, LongestMessage), ex.StackTrace is { } trace ? Shorten(trace, LongestTrace) : null, FromException(ex.InnerException, depth + 1));

        private const int DeepestLevel = 10;
        internal const int LongestMessage = 4_000;
        internal const int LongestTrace = 16_000;

        internal static string Shorten(string text, int length) => text.Length <= length ? text : text[..length] + " ...";
    }
}

namespace Elsa.Workflows
{
    /// <summary>Decides what becomes of the instance when an activity has failed.</summary>
    public interface IIncidentStrategy
    {
        /// <summary>Called after the incident was noted.</summary>
        void HandleIncident(ActivityExecutionContext context);
    }
}

namespace Elsa.Workflows.IncidentStrategies
{
    /// <summary>The instance ends as faulted. The default.</summary>
    public class FaultStrategy : IIncidentStrategy
    {
        /// <inheritdoc />
        public void HandleIncident(ActivityExecutionContext context) => context.WorkflowExecutionContext.TransitionTo(WorkflowSubStatus.Faulted);
    }

    /// <summary>The failed branch stays where it is; the others go on.</summary>
    public class ContinueWithIncidentsStrategy : IIncidentStrategy
    {
        /// <inheritdoc />
        public void HandleIncident(ActivityExecutionContext context)
        {
        }
    }
}

namespace Elsa.Workflows.Options
{
    /// <summary>How incidents are handled.</summary>
    public class IncidentOptions
    {
        /// <summary>For workflows that name no strategy; null for <see cref="IncidentStrategies.FaultStrategy"/>.</summary>
        public Type? DefaultIncidentStrategy { get; set; }
    }
}
