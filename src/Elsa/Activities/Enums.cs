namespace Elsa.Workflows;

/// <summary>What sort of work an activity is.</summary>
public enum ActivityKind
{
    /// <summary>Short work, done at once.</summary>
    Action,

    /// <summary>Can start a workflow.</summary>
    Trigger,

    /// <summary>Always done in the background.</summary>
    Job,

    /// <summary>Done in the background where the designer asks for it.</summary>
    Task,
}

/// <summary>How far an activity of an instance is.</summary>
public enum ActivityStatus
{
    /// <summary>Has not run.</summary>
    Pending,

    /// <summary>Runs or waits.</summary>
    Running,

    /// <summary>Is complete.</summary>
    Completed,

    /// <summary>Was cancelled.</summary>
    Canceled,

    /// <summary>Ended in an incident.</summary>
    Faulted,
}

/// <summary>Whether an instance is over.</summary>
public enum WorkflowStatus
{
    /// <summary>It can go on.</summary>
    Running,

    /// <summary>It is over.</summary>
    Finished,
}

/// <summary>How far an instance is, or how it ended.</summary>
public enum WorkflowSubStatus
{
    /// <summary>Has not run.</summary>
    Pending,

    /// <summary>Is in a burst.</summary>
    Executing,

    /// <summary>Waits for something.</summary>
    Suspended,

    /// <summary>Ended well.</summary>
    Finished,

    /// <summary>Was cancelled.</summary>
    Cancelled,

    /// <summary>Ended in an incident.</summary>
    Faulted,

    /// <summary>Was in a burst when the host stopped.</summary>
    Interrupted,
}

/// <summary>How many cases of a switch may match.</summary>
public enum SwitchMode
{
    /// <summary>The first that matches.</summary>
    MatchFirst,

    /// <summary>Every one that matches.</summary>
    MatchAny,
}

/// <summary>For which branches of a fork is waited.</summary>
public enum ForkJoinMode
{
    /// <summary>For every one.</summary>
    WaitAll,

    /// <summary>For the first; the others are cancelled.</summary>
    WaitAny,
}
