namespace OmniHub.Web;

/// <summary>Which providers the built-in sandbox plays.</summary>
internal sealed class Sandboxed
{
    /// <summary>Whether any page, answer or picture can be made by it.</summary>
    public bool Any { get; private set; }

    public void Play() => Any = true;
}
