using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ProcessSales.Workflows.Notifications;

/// <summary>Whose group a robot speaks in.</summary>
public enum RobotKind
{
    /// <summary>企业微信.</summary>
    WeCom,

    /// <summary>钉钉.</summary>
    DingTalk,

    /// <summary>飞书.</summary>
    Feishu,
}

/// <summary>A group's robot. Its address holds a token, so the address is a secret like the signing key: neither is shown or logged.</summary>
public sealed class Robot
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>What people choose it by.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whose format it takes.</summary>
    public RobotKind Kind { get; set; }

    /// <summary>The webhook address, protected.</summary>
    public string ProtectedAddress { get; set; } = "";

    /// <summary>The signing key, protected; null when the group asks for none.</summary>
    public string? ProtectedSecret { get; set; }

    /// <summary>Host and the last characters of the token, to tell robots apart.</summary>
    public string Hint { get; set; } = "";

    /// <summary>Whether it is used.</summary>
    public bool Active { get; set; } = true;

    /// <summary>When the messages that have gone out would have gone out evenly, UTC: the memory of the rate limit.</summary>
    public DateTimeOffset PacedUntil { get; set; }

    /// <summary>The group's server asked for quiet until then, UTC; null when it did not.</summary>
    public DateTimeOffset? BlockedUntil { get; set; }

    /// <summary>Changes with every edit.</summary>
    public int Version { get; set; }
}

internal sealed class RobotTable : IEntityTypeConfiguration<Robot>
{
    public void Configure(EntityTypeBuilder<Robot> table)
    {
        table.Property(robot => robot.Name).HasMaxLength(100);
        table.Property(robot => robot.Hint).HasMaxLength(100);
        table.Property(robot => robot.Version).IsConcurrencyToken();
        table.HasIndex(robot => robot.Name).IsUnique();
    }
}
