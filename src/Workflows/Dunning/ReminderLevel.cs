namespace ProcessSales.Workflows.Dunning;

/// <summary>Rungs of the ladder in rising order (domain.md 3.2).</summary>
public enum ReminderLevel
{
    /// <summary>Before the due date: are the papers complete?</summary>
    R1,

    /// <summary>Before the due date: is the payment planned?</summary>
    R2,

    /// <summary>Due today.</summary>
    R3,

    /// <summary>Just overdue: call.</summary>
    O1,

    /// <summary>Friendly letter 提示函.</summary>
    O2,

    /// <summary>Demand letter 催款函.</summary>
    O3,

    /// <summary>Credit hold is proposed.</summary>
    O4,

    /// <summary>Final notice 最后通知.</summary>
    O5,

    /// <summary>Lawyer or court.</summary>
    O6,

    /// <summary>Looked at again and again.</summary>
    Q,
}

/// <summary>A level, and for one that repeats the how-manyth time.</summary>
/// <param name="Level">The level.</param>
/// <param name="Time">From 1.</param>
public readonly record struct Rung(ReminderLevel Level, int Time = 1) : IComparable<Rung>
{
    /// <inheritdoc />
    public int CompareTo(Rung other) => Level != other.Level ? Level.CompareTo(other.Level) : Time.CompareTo(other.Time);

    /// <summary>Whether it comes before.</summary>
    public static bool operator <(Rung left, Rung right) => left.CompareTo(right) < 0;

    /// <summary>Whether it comes after.</summary>
    public static bool operator >(Rung left, Rung right) => left.CompareTo(right) > 0;

    /// <summary>Whether it is the same or comes before.</summary>
    public static bool operator <=(Rung left, Rung right) => left.CompareTo(right) <= 0;

    /// <summary>Whether it is the same or comes after.</summary>
    public static bool operator >=(Rung left, Rung right) => left.CompareTo(right) >= 0;

    /// <summary>As people write it: O2, Q3.</summary>
    public override string ToString() => Level == ReminderLevel.Q ? $"Q{Time}" : Level.ToString();
}

/// <summary>What levels have in common.</summary>
public static class ReminderLevels
{
    /// <summary>Whether it reminds of something not yet overdue; such a reminder may go out ahead of a holiday (domain.md 3.3 rule 4).</summary>
    public static bool IsAhead(this ReminderLevel level) => level <= ReminderLevel.R3;

    /// <summary>Whether nobody may put it off any more (domain.md 3.3 rule 12).</summary>
    public static bool IsSerious(this ReminderLevel level) => level >= ReminderLevel.O4;
}

/// <summary>How an outside letter speaks (domain.md 3.1).</summary>
public enum LetterTone
{
    /// <summary>提示函: a friendly reminder.</summary>
    Friendly,

    /// <summary>催款函: a demand with a last date.</summary>
    Demand,

    /// <summary>最后通知: before a lawyer takes over.</summary>
    Final,
}
