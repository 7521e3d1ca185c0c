namespace ProcessSales.Workflows.Complaints;

/// <summary>How grave a complaint is (domain.md 2.5). The graver comes first.</summary>
public enum Severity
{
    /// <summary>重大: illness, sharp foreign body, expired goods sold, several cases of one batch, regulator, media.</summary>
    A,

    /// <summary>严重: foreign body, swelling, mould.</summary>
    B,

    /// <summary>一般: damage, shortage, attitude, price tag, gift.</summary>
    C,
}

/// <summary>What a complaint is about.</summary>
public enum ComplaintType
{
    /// <summary>质量: spoiled, smell, swollen.</summary>
    Quality,

    /// <summary>异物</summary>
    ForeignBody,

    /// <summary>包装破损/漏气</summary>
    Packaging,

    /// <summary>过期/临期销售</summary>
    Expired,

    /// <summary>短少/错货/破损(物流)</summary>
    Logistics,

    /// <summary>价格/标签</summary>
    Price,

    /// <summary>促销争议/赠品</summary>
    Promotion,

    /// <summary>服务/促销员态度</summary>
    Service,

    /// <summary>对账/结款争议</summary>
    Settlement,

    /// <summary>监管/媒体/职业索赔</summary>
    Regulator,
}

/// <summary>Where a complaint comes from.</summary>
public enum ComplaintSource
{
    /// <summary>消费者</summary>
    Consumer,

    /// <summary>门店</summary>
    Store,

    /// <summary>总部</summary>
    HeadOffice,

    /// <summary>监管</summary>
    Regulator,

    /// <summary>媒体</summary>
    Media,

    /// <summary>自查: found in a visit.</summary>
    OwnFinding,
}

/// <summary>What the person wants.</summary>
public enum ComplaintDemand
{
    /// <summary>换货</summary>
    Exchange,

    /// <summary>退款</summary>
    Refund,

    /// <summary>赔偿</summary>
    Compensation,

    /// <summary>道歉</summary>
    Apology,

    /// <summary>说明</summary>
    Explanation,
}

/// <summary>A word that makes a complaint at least this grave; data that an administrator imports.</summary>
public sealed class SeverityKeyword
{
    /// <summary>As it stands in a description; case does not matter.</summary>
    public string Word { get; set; } = "";

    /// <summary>How grave it makes it.</summary>
    public Severity Severity { get; set; }
}

/// <summary>What the rule of severity looks at.</summary>
/// <param name="SameBatch">Quality complaints of the same batch in the days of <see cref="ComplaintTerms.BatchDays"/>, this one included; 0 without a batch.</param>
public sealed record SeverityFacts(ComplaintType Type, ComplaintSource Source, string Description, bool HealthEffect, bool ExpiredFound, int SameBatch);

/// <summary>What the rule found.</summary>
/// <param name="Reason">The key of a text, with the word that decided after a colon: <c>Keyword:过期</c>.</param>
public sealed record SeverityFinding(Severity Severity, string Reason);

/// <summary>Severity by rule (domain.md 2.5): the gravest reason decides.</summary>
public static class SeverityRule
{
    /// <summary>The severity of what is known.</summary>
    /// <param name="several">How many quality complaints of one batch make it critical, see <see cref="ComplaintTerms.SeveralCases"/>.</param>
    public static SeverityFinding Of(SeverityFacts facts, IEnumerable<SeverityKeyword> keywords, int several)
    {
        if (facts.HealthEffect) return new(Severity.A, "HealthEffect");
        if (facts.ExpiredFound) return new(Severity.A, "ExpiredFound");
        if (facts.Source is ComplaintSource.Regulator or ComplaintSource.Media || facts.Type == ComplaintType.Regulator) return new(Severity.A, "Regulator");
        if (facts.SameBatch >= several) return new(Severity.A, "SameBatch");
        var word = keywords.Where(keyword => facts.Description.Contains(keyword.Word, StringComparison.OrdinalIgnoreCase)).OrderBy(keyword => keyword.Severity).FirstOrDefault();
        var byType = facts.Type is ComplaintType.Quality or ComplaintType.ForeignBody or ComplaintType.Expired ? Severity.B : Severity.C;
        return word is not null && word.Severity <= byType ? new(word.Severity, "Keyword:" + word.Word) : new(byType, "Type");
    }

    /// <summary>Whether a batch, a sample and evidence matter for it.</summary>
    public static bool IsQuality(this ComplaintType type) => type is ComplaintType.Quality or ComplaintType.ForeignBody or ComplaintType.Packaging or ComplaintType.Expired;
}
