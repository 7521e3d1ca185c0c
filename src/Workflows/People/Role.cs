namespace ProcessSales.Workflows.People;

/// <summary>The roles of domain.md 2.0.</summary>
public enum Role
{
    /// <summary>In-store promoter 促销员.</summary>
    Pcc,

    /// <summary>KA assistant 客户经理助理.</summary>
    Ast,

    /// <summary>KA manager 客户经理.</summary>
    Kam,

    /// <summary>Area manager 区域经理.</summary>
    Arm,

    /// <summary>Regional manager 大区经理.</summary>
    Rgm,

    /// <summary>Sales director 营销总监.</summary>
    Dir,

    /// <summary>Receivables accountant 应收会计.</summary>
    FinAr,

    /// <summary>Trade-expense accountant 费用会计.</summary>
    FinEx,

    /// <summary>Finance manager 财务经理.</summary>
    FinM,

    /// <summary>Logistics 物流专员.</summary>
    Log,

    /// <summary>Quality and complaint desk 品控.</summary>
    Qa,

    /// <summary>System administrator 系统管理员: settings, never business approval.</summary>
    Adm,
}

/// <summary>What part of the application a role opens.</summary>
public enum AccessLevel
{
    /// <summary>Own tasks and cases.</summary>
    Staff,

    /// <summary>Also the designer and everything below the own unit.</summary>
    Manager,

    /// <summary>Also all money matters.</summary>
    Finance,

    /// <summary>Settings, people, jobs.</summary>
    Admin,
}

/// <summary>The codes that settings and files use for roles, such as <c>FIN-EX</c>.</summary>
public static class RoleCodes
{
    /// <summary>The role's code.</summary>
    public static string Code(this Role role) => role switch
    {
        Role.FinAr => "FIN-AR",
        Role.FinEx => "FIN-EX",
        Role.FinM => "FIN-M",
        _ => role.ToString().ToUpperInvariant(),
    };

    /// <summary>Finds the role with this code.</summary>
    public static bool TryParse(string code, out Role role)
    {
        foreach (var candidate in Enum.GetValues<Role>())
        {
            if (!string.Equals(candidate.Code(), code.Trim(), StringComparison.OrdinalIgnoreCase)) continue;
            role = candidate;
            return true;
        }

        role = default;
        return false;
    }

    /// <summary>Whether the code names a role of finance.</summary>
    public static bool IsFinance(string code) => TryParse(code, out var role) && role.Access() == AccessLevel.Finance;

    /// <summary>What the role opens.</summary>
    public static AccessLevel Access(this Role role) => role switch
    {
        Role.Arm or Role.Rgm or Role.Dir => AccessLevel.Manager,
        Role.FinAr or Role.FinEx or Role.FinM => AccessLevel.Finance,
        Role.Adm => AccessLevel.Admin,
        _ => AccessLevel.Staff,
    };
}
