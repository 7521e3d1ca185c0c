using Microsoft.AspNetCore.Identity;

namespace ProcessSales.Workflows.People;

/// <summary>Somebody who signs in (domain.md 2.0).</summary>
public sealed class Person : IdentityUser<Guid>
{
    /// <summary>Full name as colleagues write it.</summary>
    public string Name { get; set; } = "";

    /// <summary>Full name in Latin letters.</summary>
    public string NameEn { get; set; } = "";

    /// <summary>What the person does; decides what they see and may do.</summary>
    public Role Role { get; set; }

    /// <summary>Area, region or company the person works in; null for somebody outside the organisation.</summary>
    public Guid? OrgUnitId { get; set; }

    /// <summary>Who is told when the person is late; null at the top.</summary>
    public Guid? SuperiorId { get; set; }

    /// <summary>Language of pages and messages: <c>zh-CN</c> or <c>en</c>.</summary>
    public string Language { get; set; } = "zh-CN";

    /// <summary>False for somebody who left: cannot sign in, gets no task.</summary>
    public bool Active { get; set; } = true;
}
