using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Routes;

/// <summary>A way on which one person visits stores 线路 (domain.md 2.1, W5).</summary>
public sealed class Route
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Unique code.</summary>
    public string Code { get; set; } = "";

    /// <summary>Name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Who goes it.</summary>
    public Guid OwnerId { get; set; }

    /// <summary>False when nobody goes it any more.</summary>
    public bool Active { get; set; } = true;

    /// <summary>Grows with every change made in a page.</summary>
    public int Version { get; set; }
}

/// <summary>A store on a route.</summary>
public sealed class RouteStop
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The route.</summary>
    public Guid RouteId { get; set; }

    /// <summary>The store.</summary>
    public Guid StoreId { get; set; }

    /// <summary>Days of the week on which it is visited, such as <c>Mon,Thu</c>.</summary>
    public string Weekdays { get; set; } = "";

    /// <summary>How often, such as <c>2/week</c>; empty for what the store's card says.</summary>
    public string Frequency { get; set; } = "";

    /// <summary>Place in the day's order, from 1.</summary>
    public int Order { get; set; }
}

internal sealed class RouteTable : IEntityTypeConfiguration<Route>
{
    public void Configure(EntityTypeBuilder<Route> table)
    {
        table.Property(row => row.Code).HasMaxLength(40);
        table.Property(row => row.Name).HasMaxLength(100);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => row.Code).IsUnique();
        table.HasIndex(row => row.OwnerId);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.OwnerId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RouteStopTable : IEntityTypeConfiguration<RouteStop>
{
    public void Configure(EntityTypeBuilder<RouteStop> table)
    {
        table.Property(row => row.Weekdays).HasMaxLength(40);
        table.Property(row => row.Frequency).HasMaxLength(20);
        table.HasIndex(row => new { row.RouteId, row.StoreId }).IsUnique();
        table.HasIndex(row => row.StoreId);
        table.HasOne<Route>().WithMany().HasForeignKey(row => row.RouteId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Store>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
    }
}
