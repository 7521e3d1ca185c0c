using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.People;

/// <summary>What only some roles may do, asked of the database and not of the sign-in.</summary>
internal static class Authority
{
    /// <summary>The active person with this level, or <see cref="AccessLevel.Admin"/>.</summary>
    /// <exception cref="RefusedException">The person's role is another.</exception>
    public static async Task<Person> RequireAsync(this ProcessSalesDb db, Guid person, CancellationToken cancellationToken, params AccessLevel[] levels)
    {
        var found = await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == person && row.Active, cancellationToken);
        return found is not null && (found.Role.Access() == AccessLevel.Admin || levels.Contains(found.Role.Access())) ? found : throw new RefusedException(RefusalKind.Forbidden, "notAllowed");
    }

    /// <summary>The active person with one of these roles.</summary>
    /// <exception cref="RefusedException">The person's role is another.</exception>
    public static async Task<Person> RequireRoleAsync(this ProcessSalesDb db, Guid person, CancellationToken cancellationToken, params Role[] roles)
    {
        var found = await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == person && row.Active, cancellationToken);
        return found is not null && roles.Contains(found.Role) ? found : throw new RefusedException(RefusalKind.Forbidden, "notAllowed");
    }
}
