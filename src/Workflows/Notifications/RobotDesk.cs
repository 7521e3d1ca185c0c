using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Notifications;

/// <summary>A robot in a list; its address and key are never read back.</summary>
/// <param name="Waiting">How many notices wait for it.</param>
public sealed record RobotRow(Guid Id, string Name, RobotKind Kind, string Hint, bool Signs, bool Active, DateTimeOffset? BlockedUntil, int Waiting, int Version);

/// <summary>What an administrator enters.</summary>
/// <param name="Id">Null for a new one.</param>
/// <param name="Address">The webhook's address; empty keeps what is stored.</param>
/// <param name="Secret">The signing key; empty keeps what is stored.</param>
/// <param name="Version">Of the robot that was shown.</param>
public sealed record RobotEdit(Guid? Id, string Name, RobotKind Kind, string? Address, string? Secret, bool Active, int Version = 0);

/// <summary>Administrators' robots. Safe for concurrent use.</summary>
public sealed class RobotDesk
{
    private readonly IDbContextFactory<ProcessSalesDb> databases;
    private readonly RobotAddresses addresses;
    private readonly RobotChannel channel;
    private readonly IDataProtector protector;
    private readonly CompanyClock clock;

    internal RobotDesk(IDbContextFactory<ProcessSalesDb> databases, RobotAddresses addresses, RobotChannel channel, IDataProtectionProvider protection, CompanyClock clock)
    {
        this.databases = databases;
        this.addresses = addresses;
        this.channel = channel;
        protector = protection.CreateProtector(RobotAddresses.Purpose);
        this.clock = clock;
    }

    /// <summary>All robots, by name.</summary>
    public async Task<IReadOnlyList<RobotRow>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = clock.Now;
        return await db.Robots.AsNoTracking().OrderBy(robot => robot.Name).Take(200)
            .Select(robot => new RobotRow(
                robot.Id, robot.Name, robot.Kind, robot.Hint, robot.ProtectedSecret != null, robot.Active, robot.BlockedUntil > now ? robot.BlockedUntil : null,
                db.Deliveries.Count(row => row.RobotId == robot.Id && row.State == DeliveryState.Waiting), robot.Version))
            .ToListAsync(cancellationToken);
    }

    /// <summary>The robots that people may choose: id and name.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name)>> ActiveAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Robots.AsNoTracking().Where(robot => robot.Active).OrderBy(robot => robot.Name).Select(robot => new { robot.Id, robot.Name }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => (row.Id, row.Name))];
    }

    /// <summary>Adds or changes a robot.</summary>
    /// <exception cref="RefusedException">Not an administrator, a field is faulty, or somebody else was faster.</exception>
    public async Task SaveAsync(Guid person, RobotEdit edit, CancellationToken cancellationToken = default)
    {
        var name = edit.Name.Trim();
        var address = edit.Address?.Trim() ?? "";
        var refusals = new List<Refusal>();
        if (name.Length == 0) refusals.Add(new("Name", "required"));
        if (name.Length > 100) refusals.Add(new("Name", "tooLong", 100));
        if (edit.Id is null && address.Length == 0) refusals.Add(new("Address", "required"));
        if (address.Length > 1000) refusals.Add(new("Address", "tooLong", 1000));
        else if (address.Length > 0 && addresses.Fault(address, edit.Kind) is not null) refusals.Add(new("Address", "robot.address"));
        if (edit.Secret?.Length > 200) refusals.Add(new("Secret", "tooLong", 200));
        if (refusals.Count > 0) throw new RefusedException(RefusalKind.Invalid, refusals);

        // The first protection may store a key of its own, which cannot wait for our transaction.
        var protectedAddress = address.Length > 0 ? protector.Protect(address) : null;
        var protectedSecret = edit.Secret?.Trim() is { Length: > 0 } secret ? protector.Protect(secret) : null;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.RequireAsync(person, cancellationToken);
            if (await db.Robots.AnyAsync(row => row.Name == name && row.Id != edit.Id, cancellationToken)) throw new RefusedException(RefusalKind.Invalid, [new("Name", "robot.nameTaken")]);
            var robot = edit.Id is { } id
                ? await db.Robots.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "robot.unknown")
                : db.Robots.Add(new() { Id = Guid.CreateVersion7(clock.Now) }).Entity;
            if (edit.Id is not null && robot.Version != edit.Version) throw new RefusedException(RefusalKind.Conflict, "changedMeanwhile");
            // Another kind would be spoken to in its own format at an address of the first.
            if (edit.Id is not null && robot.Kind != edit.Kind && address.Length == 0) throw new RefusedException(RefusalKind.Invalid, [new("Address", "required")]);
            var before = edit.Id is null ? null : $"{robot.Kind} {robot.Name} {robot.Hint} {(robot.Active ? "on" : "off")}";
            robot.Name = name;
            robot.Kind = edit.Kind;
            robot.Active = edit.Active;
            if (protectedAddress is not null)
            {
                robot.ProtectedAddress = protectedAddress;
                robot.Hint = $"{new Uri(address).Host} …{address[^Math.Min(4, address.Length)..]}";
                robot.ProtectedSecret = null;
                robot.BlockedUntil = null;
            }

            robot.ProtectedSecret = protectedSecret ?? robot.ProtectedSecret;
            robot.Version++;
            db.Record(clock.Now, new()
            {
                PersonId = person, Subject = $"robot:{robot.Name}", Action = edit.Id is null ? "Add" : "Change",
                Comment = before, AfterJson = System.Text.Json.JsonSerializer.Serialize(new { robot.Name, Kind = robot.Kind.ToString(), robot.Hint, robot.Active, Signs = robot.ProtectedSecret is not null }),
            });
        }, cancellationToken);
    }

    /// <summary>Says a test sentence in the group now; returns what went wrong, or null.</summary>
    /// <exception cref="RefusedException">Not an administrator, or there is no such robot.</exception>
    public async Task<string?> TestAsync(Guid person, Guid id, string sentence, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var who = await db.RequireAsync(person, cancellationToken);
        var robot = await db.Robots.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "robot.unknown");
        var result = await channel.SendAsync(new(Guid.NewGuid(), robot, new(who.Name, null, who.Language), [new(sentence, "", null, null, clock.Now, who.Name)]), cancellationToken);
        await db.ChangeAsync(() =>
        {
            db.Record(clock.Now, new() { PersonId = person, Subject = $"robot:{robot.Name}", Action = "Test", Comment = result.Error });
            return Task.CompletedTask;
        }, cancellationToken);
        return result.Error;
    }
}
