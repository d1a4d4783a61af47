namespace OmniHub.Web;

/// <summary>Names this assembly, for tests that start the whole app.</summary>
public abstract class WebHost;
