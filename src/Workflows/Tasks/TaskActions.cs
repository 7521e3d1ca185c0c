namespace ProcessSales.Workflows.Tasks;

/// <summary>Answers whose meaning the business knows; a process may offer others of its own.</summary>
public static class TaskActions
{
    /// <summary>同意</summary>
    public const string Approve = "Approve";

    /// <summary>驳回; needs a comment.</summary>
    public const string Reject = "Reject";

    /// <summary>退回; needs a comment.</summary>
    public const string Return = "Return";

    /// <summary>提交</summary>
    public const string Submit = "Submit";

    /// <summary>Give the draft up; the form may be incomplete.</summary>
    public const string Cancel = "Cancel";

    /// <summary>反馈意见: what somebody answers who was only asked for an opinion.</summary>
    public const string Opinion = "Opinion";

    /// <summary>Whether the answer makes no sense without a reason.</summary>
    public static bool NeedsComment(string action) => action is Reject or Return or Opinion;

    /// <summary>Whether the answer hands in the form, which must be complete then.</summary>
    public static bool HandsIn(string action) => action is not (Cancel or Reject or Return or Opinion);

    /// <summary>Whether the answer is a decision on somebody else's case.</summary>
    public static bool Decides(string action) => action is Approve or Reject or Return;
}
