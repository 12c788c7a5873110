"""Lets the tests import `toolshed`: pytest puts the folder of this file on the import path."""
